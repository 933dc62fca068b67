/** Stores: where they are, their clock, and whether they are open for business. */
import { Badge, Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type NewStore, postStores, type Store } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { TimeZoneField } from "#kit/TimeZoneField.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getStoresOptions, getTenantOptions } from "#queries";
import { hourOf } from "./store.ts";

export function StoresPage() {
  const t = useText("stores");
  const go = useGo();
  const [{ add }, set] = useFilters(["add"]);
  const query = useQuery(getStoresOptions());
  const button = <Button onClick={() => set({ add: "yes" })}>{t("add")}</Button>;
  return (
    <Page title={t("title")} subtitle={<PageLink to="/company">{t("company")}</PageLink>} act={button}>
      <Section flush>
        <Loaded query={query} rows={6}>
          {({ data }) => (
            <DataTable<Store>
              label={t("title")}
              rows={data}
              rowId={({ store_id }) => store_id}
              empty={t("empty")}
              emptyAction={button}
              onOpen={({ store_id }) => go(`/stores/${store_id}`)}
              columns={[
                { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
                { id: "address", header: t("address"), cell: ({ address }) => address ?? "—" },
                { id: "phone", header: t("phone"), cell: ({ phone }) => phone ?? "—" },
                { id: "zone", header: t("time_zone"), cell: ({ time_zone }) => time_zone },
                {
                  id: "cutoff",
                  header: t("cutoff_hour"),
                  align: "right",
                  cell: ({ cutoff_hour }) => <span className="figure">{hourOf(cutoff_hour)}</span>,
                },
                { id: "state", header: t("state"), card: "figure", cell: ({ active }) => <State active={active} /> },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <AddDialog onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

function State({ active }: { active: boolean }) {
  const t = useText("stores");
  return (
    <Badge variant="outline" color={active ? "var(--frame-good)" : "var(--frame-dim)"}>
      {t(active ? "active" : "inactive")}
    </Badge>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const t = useText("stores");
  const act = useAct();
  const go = useGo();
  const intend = useIntention<NewStore>();
  const tenant = useQuery(getTenantOptions());
  const [name, setName] = useState("");
  const [zone, setZone] = useState<string | null>(null);
  const [cutoff, setCutoff] = useState<number | string>(0);
  const time_zone = zone ?? tenant.data?.data.time_zone ?? "Asia/Bangkok";
  const save = async () => {
    const asked = { name: name.trim(), time_zone, cutoff_hour: Number(cutoff) };
    const send = () => intend(asked, (body, key) => postStores({ body, headers: { "Idempotency-Key": key } }));
    const made = await act(send, t("added", { name: asked.name }));
    go(`/stores/${made.store_id}`);
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      onSaved={() => undefined}
      title={t("add")}
      label={t("add")}
      ready={name.trim() !== "" && cutoff !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            required
            data-autofocus
            maxLength={200}
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <TimeZoneField label={t("time_zone")} value={time_zone} error={error("time_zone")} onChange={setZone} />
          <NumberInput
            label={t("cutoff_hour")}
            description={t("cutoff_help")}
            min={0}
            max={23}
            allowDecimal={false}
            value={cutoff}
            error={error("cutoff_hour")}
            onChange={setCutoff}
          />
        </>
      )}
    </FormDialog>
  );
}
