/** One package: its price, its terms, the zones that it opens, and the places of its slots. */
import { Badge, Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { deleteCatalogPackagesPackageId, type Package, putCatalogPackagesPackageId } from "#client";
import { useAct } from "#kit/act.ts";
import { fieldErrors, useDraft } from "#kit/draft.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getCatalogPackagesPackageIdOptions } from "#queries";
import { PackageForm } from "./PackageForm.tsx";
import { draftOf } from "./package.ts";
import { PackageSlots } from "./Slots.tsx";

export function PackagePage() {
  const t = useText("items");
  const { package_id } = useParams({ strict: false }) as { package_id: string };
  const query = useQuery(getCatalogPackagesPackageIdOptions({ path: { package_id } }));
  const language = useLanguage();
  const known = query.data?.data;
  const name = known && (language === "th" ? known.name_th : known.name);
  return (
    <Page
      title={name ?? t("package")}
      subtitle={<PageLink to="/packages">{t("back")}</PageLink>}
      actions={known && <PackageActs known={known} />}
    >
      <Loaded query={query} rows={12}>
        {({ data }) => <Editor known={data} />}
      </Loaded>
    </Page>
  );
}

function Editor({ known }: { known: Package }) {
  const t = useText("items");
  const act = useAct();
  const { draft, setDraft, changed, reset } = useDraft(draftOf(known));
  const { package_id } = known;
  const save = useMutation({
    mutationFn: () =>
      act(() => putCatalogPackagesPackageId({ path: { package_id }, body: draft }), t("saved", { name: draft.name })),
  });
  return (
    <>
      {save.error && <ErrorState error={save.error} />}
      <PackageForm known={known} draft={draft} onChange={setDraft} error={fieldErrors(save.error)} />
      {known.capacity !== null && <PackageSlots known={known} />}
      <Unsaved changed={changed} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />
    </>
  );
}

/** Takes a package off sale, or puts it back: sold tickets stay valid. */
function PackageActs({ known }: { known: Package }) {
  const t = useText("items");
  const act = useAct();
  const [ending, setEnding] = useState(false);
  const { package_id, active, name } = known;
  const resume = useMutation({
    mutationFn: () =>
      act(
        () => putCatalogPackagesPackageId({ path: { package_id }, body: { ...draftOf(known), active: true } }),
        t("resumed", { name }),
      ),
  });
  return (
    <Group gap="xs">
      <Badge variant="light" color={active ? "accent" : "gray"}>
        {t(active ? "status.active" : "status.inactive")}
      </Badge>
      {active ? (
        <Button variant="default" onClick={() => setEnding(true)}>
          {t("end")}
        </Button>
      ) : (
        <Button variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
          {t("resume")}
        </Button>
      )}
      {ending && (
        <FormDialog
          opened
          danger
          ready
          onClose={() => setEnding(false)}
          title={t("end_title", { name })}
          label={t("end")}
          onSave={() => act(() => deleteCatalogPackagesPackageId({ path: { package_id } }), t("ended", { name }))}
        >
          {() => t("end_help")}
        </FormDialog>
      )}
    </Group>
  );
}
