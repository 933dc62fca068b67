/** Categories: the groups in which tills show packages. */
import { Button, ColorInput, ColorSwatch, Group, NumberInput, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Category, type CategoryRequest, postCatalogCategories, putCatalogCategoriesCategoryId } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useIntention } from "#kit/intention.ts";
import { Count } from "#kit/Money.tsx";
import { NameFields } from "#kit/NameFields.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getCatalogCategoriesOptions } from "#queries";
import { State } from "./ZonesPage.tsx";

const EVERYWHERE = "all";

export function CategoriesPage() {
  const t = useText("items");
  const language = useLanguage();
  const { stores, storeName } = useOffice();
  const { at } = useHomeStore();
  const [{ add }, set] = useFilters(["add"]);
  const [edited, edit] = useState<Category | null>(null);
  const query = useQuery(getCatalogCategoriesOptions({ query: { ...at, active: "all" } }));
  const button = <Button onClick={() => set({ add: "yes" })}>{t("categories.add")}</Button>;
  return (
    <Page title={t("categories.title")} subtitle={t("categories.subtitle")} act={button}>
      <Section flush>
        <Loaded query={query} rows={6}>
          {({ data }) => (
            <DataTable<Category>
              label={t("categories.title")}
              rows={data}
              rowId={({ category_id }) => category_id}
              empty={t("categories.empty")}
              emptyAction={button}
              onOpen={edit}
              columns={[
                {
                  id: "name",
                  header: t("name"),
                  card: "head",
                  whole: true,
                  cell: ({ name, name_th, color }) => (
                    <Group gap="xs" component="span" display="inline-flex" wrap="nowrap">
                      {color && <ColorSwatch component="span" color={color} size={14} />}
                      {language === "th" ? name_th : name}
                    </Group>
                  ),
                },
                ...(stores.length > 1
                  ? [
                      {
                        id: "store",
                        header: t("store"),
                        cell: ({ store_id: at }: Category) => (at === null ? t("all_stores") : storeName(at)),
                      },
                    ]
                  : []),
                {
                  id: "position",
                  header: t("position"),
                  align: "right",
                  cell: ({ position }) => <Count value={position} />,
                },
                { id: "state", header: t("status"), card: "figure", cell: ({ active }) => <State active={active} /> },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <CategoryDialog onClose={() => set({ add: undefined })} />}
      {edited && <CategoryDialog category={edited} onClose={() => edit(null)} />}
    </Page>
  );
}

function CategoryDialog({ category, onClose }: { category?: Category; onClose: () => void }) {
  const t = useText("items");
  const act = useAct();
  const { stores, store_id } = useOffice();
  const intend = useIntention<CategoryRequest>();
  const [names, setNames] = useState({ name: category?.name ?? "", name_th: category?.name_th ?? "" });
  const [position, setPosition] = useState<number | string>(category?.position ?? 0);
  const [color, setColor] = useState(category?.color ?? "");
  const [active, setActive] = useState(category?.active ?? true);
  const [at, setAt] = useState(store_id ?? stores[0]?.store_id ?? EVERYWHERE);
  const terms = {
    name: names.name.trim(),
    ...(names.name_th.trim() && { name_th: names.name_th.trim() }),
    position: Number(position),
    color: color === "" ? null : color,
    active,
  };
  const save = () =>
    category
      ? act(
          () => putCatalogCategoriesCategoryId({ path: { category_id: category.category_id }, body: terms }),
          t("saved", { name: terms.name }),
        )
      : act(
          () =>
            intend({ store_id: at === EVERYWHERE ? null : at, ...terms }, (body, key) =>
              postCatalogCategories({ body, headers: { "Idempotency-Key": key } }),
            ),
          t("added", { name: terms.name }),
        );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={category ? t("categories.edit") : t("categories.add")}
      label={t("save")}
      ready={terms.name !== "" && position !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <NameFields names={names} onNames={setNames} error={error} />
          <NumberInput
            label={t("position")}
            description={t("position_help")}
            min={0}
            max={10_000}
            allowDecimal={false}
            value={position}
            error={error("position")}
            onChange={setPosition}
          />
          <ColorInput
            label={t("categories.color")}
            description={t("categories.color_help")}
            value={color}
            error={error("color")}
            onChange={setColor}
            swatches={["#0b6e4f", "#1c7ed6", "#e8590c", "#c2255c", "#f08c00", "#5f3dc4"]}
          />
          {!category && stores.length > 1 && (
            <Select
              label={t("store")}
              allowDeselect={false}
              value={at}
              error={error("store_id")}
              onChange={(value) => setAt(value ?? at)}
              data={[
                { value: EVERYWHERE, label: t("all_stores") },
                ...stores.map((store) => ({ value: store.store_id, label: store.name })),
              ]}
            />
          )}
          <Switch
            label={t("shown")}
            checked={active}
            error={error("active")}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
