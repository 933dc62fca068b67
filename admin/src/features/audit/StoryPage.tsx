/** The story of one ticket, sale, person or device: all that was done with it, oldest first. */
import { Alert, Code } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { GetAuditsStoryKindIdData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useNames } from "#kit/names.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getAuditsStoryKindIdOptions } from "#queries";
import { AuditDetail } from "./AuditDetail.tsx";
import { useAuditColumns } from "./columns.tsx";

type Path = GetAuditsStoryKindIdData["path"];

export function StoryPage() {
  const t = useText("audit");
  const { name, knows } = useNames();
  const { kind, id } = useParams({ strict: false }) as unknown as Path;
  const columns = useAuditColumns();
  const story = useQuery(getAuditsStoryKindIdOptions({ path: { kind, id } }));
  return (
    <Page
      title={t(`story.${kind}`)}
      subtitle={knows(id) ? name(id) : <Code>{id}</Code>}
      actions={<PageLink to="/audit">{t("title")}</PageLink>}
    >
      <Section flush>
        <Loaded query={story} rows={8}>
          {({ data }) => (
            <>
              {data.truncated && (
                <Alert variant="outline" m="md">
                  {t("story.truncated")}
                </Alert>
              )}
              <DataTable
                label={t(`story.${kind}`)}
                rows={data.entries}
                columns={columns}
                rowId={({ sequence }) => String(sequence)}
                empty={t("story.empty")}
                drawer={{ title: (_, row) => row?.event ?? t("row"), body: (_, row) => <AuditDetail row={row} /> }}
              />
            </>
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
