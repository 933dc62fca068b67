/** The places of a package's slots on a day: sold and left, and a capacity of its own where a day differs. */
import { ActionIcon, Button, Group, NumberInput, Progress, Text, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Package, putCatalogPackagesPackageIdSlots, type Slot } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { addDays, type Day, isDay } from "#kit/days.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getCatalogPackagesPackageIdSlotsOptions } from "#queries";

export function PackageSlots({ known }: { known: Package }) {
  const t = useText("items");
  const { today, store_id, stores } = useOffice();
  const [date, setDate] = useState<Day>(today);
  const [changing, setChanging] = useState<Slot | null>(null);
  const at = known.store_id ?? store_id ?? stores[0]?.store_id;
  const { package_id } = known;
  const query = useQuery(
    getCatalogPackagesPackageIdSlotsOptions({ path: { package_id }, query: { ...(at && { store_id: at }), date } }),
  );
  return (
    <Section
      title={t("slots")}
      flush
      aside={
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t("slots.before")}
            onClick={() => setDate(addDays(date, -1))}
          >
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <TextInput
            type="date"
            size="xs"
            aria-label={t("slots.date")}
            value={date}
            onChange={({ currentTarget }) => isDay(currentTarget.value) && setDate(currentTarget.value)}
          />
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t("slots.after")}
            onClick={() => setDate(addDays(date, 1))}
          >
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
        </Group>
      }
    >
      <Loaded query={query} rows={6}>
        {({ data }) => (
          <DataTable<Slot>
            plain
            label={t("slots")}
            rows={data}
            rowId={({ slot_start }) => slot_start}
            empty={t("slots.empty")}
            columns={[
              {
                id: "time",
                header: t("slots.time"),
                card: "head",
                cell: ({ slot_start }) => <DateTime at={slot_start} show="time" />,
              },
              {
                id: "taken",
                header: t("slots.taken"),
                cell: ({ sold, capacity }) => (
                  <Progress
                    aria-label={t("slots.taken")}
                    value={capacity === 0 ? 100 : Math.min(100, (100 * sold) / capacity)}
                    color={sold >= capacity ? "red" : "accent"}
                    w={120}
                  />
                ),
              },
              { id: "sold", header: t("slots.sold"), align: "right", cell: ({ sold }) => <Count value={sold} /> },
              {
                id: "left",
                header: t("slots.left"),
                align: "right",
                cell: ({ remaining }) => <Count value={remaining} />,
              },
              {
                id: "capacity",
                header: t("slots.capacity"),
                align: "right",
                card: "figure",
                cell: (slot) => (
                  <Button size="compact-sm" variant="subtle" onClick={() => setChanging(slot)}>
                    {slot.capacity}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {changing && at && (
        <CapacityDialog package_id={package_id} store_id={at} slot={changing} onClose={() => setChanging(null)} />
      )}
    </Section>
  );
}

function CapacityDialog(props: { package_id: string; store_id: string; slot: Slot; onClose: () => void }) {
  const { package_id, store_id, slot, onClose } = props;
  const t = useText("items");
  const act = useAct();
  const [capacity, setCapacity] = useState<number | string>(slot.capacity);
  const body = { store_id, slot_start: slot.slot_start, capacity: Number(capacity) };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("slots.change")}
      label={t("slots.save")}
      ready={capacity !== ""}
      onSave={() => act(() => putCatalogPackagesPackageIdSlots({ path: { package_id }, body }), t("slots.changed"))}
    >
      {(error) => (
        <>
          <Text size="sm">
            <DateTime at={slot.slot_start} /> · {t("slots.sold_so_far", { count: slot.sold })}
          </Text>
          <NumberInput
            label={t("slots.capacity")}
            description={t("slots.capacity_help")}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            required
            data-autofocus
            value={capacity}
            error={error("capacity")}
            onChange={setCapacity}
          />
        </>
      )}
    </FormDialog>
  );
}
