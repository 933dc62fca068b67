/** Closes a day of a store, once: the server refuses while a drawer of the date is open. */
import { Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type DayCloseRequest, postDayCloses } from "#client";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { addDays } from "#kit/days.ts";
import { formatDay } from "#kit/format.ts";
import { useIntention } from "#kit/intention.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";
import { useOpened } from "#kit/url.ts";

export function CloseDayDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useText("shifts");
  const { stores, store_id, storeName, today, locale } = useOffice();
  const queries = useQueryClient();
  const [, open] = useOpened();
  const intend = useIntention<DayCloseRequest>();
  const [chosen, setChosen] = useState<string | null>(null);
  const [date, setDate] = useState(addDays(today, -1));
  const at = chosen ?? store_id ?? stores[0]?.store_id ?? "";
  const close = async () => {
    const { data } = await intend({ store_id: at, business_date: date }, (body, key) =>
      postDayCloses({ body, headers: { "Idempotency-Key": key } }),
    );
    tellDone(t("days.done", { date: formatDay(date, locale) }), data.request_id);
    await queries.invalidateQueries();
    open(`${at}.${date}`);
  };
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={t("days.close")}
      act={t("days.close")}
      typed={date}
      danger
      onConfirm={close}
      thing={
        <Stack gap="xs">
          <span>{t("days.thing", { store: storeName(at), date: formatDay(date, locale) })}</span>
          <Select
            label={t("store")}
            allowDeselect={false}
            value={at}
            onChange={(value) => setChosen(value)}
            data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
          />
          <TextInput
            label={t("business_date")}
            type="date"
            max={today}
            value={date}
            onChange={({ currentTarget }) => setDate(currentTarget.value || today)}
          />
        </Stack>
      }
    />
  );
}
