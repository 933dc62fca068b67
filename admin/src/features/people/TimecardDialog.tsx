/** Adds a forgotten timecard, or corrects one; the reason stays with the card. */
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { postTimecards, putTimecardsTimecardId, type Timecard, type TimecardAddRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { fromWall, toWall } from "#kit/times.ts";

interface Break {
  key: number;
  start: string;
  end: string;
}

interface TimecardDialogProps {
  /** Absent: a new card. */
  card?: Timecard;
  store_id: string;
  onClose: () => void;
}

export function TimecardDialog({ card, store_id, onClose }: TimecardDialogProps) {
  const t = useText("people");
  const { me, stores } = useOffice();
  const { employees } = useNames();
  const act = useAct();
  const intend = useIntention<TimecardAddRequest>();
  const zone = stores.find((store) => store.store_id === store_id)?.time_zone ?? "Asia/Bangkok";
  const wallOf = (iso: string | null | undefined) => (iso ? toWall(iso, zone) : "");
  const [employee_id, setPerson] = useState(card?.employee_id ?? "");
  const [start, setStart] = useState(wallOf(card?.clock_in_at));
  const [end, setEnd] = useState(wallOf(card?.clock_out_at));
  const [breaks, setBreaks] = useState<Break[]>(
    (card?.breaks ?? []).map(({ start_at, end_at }, key) => ({ key, start: wallOf(start_at), end: wallOf(end_at) })),
  );
  const [reason, setReason] = useState("");
  const momentOf = (wall: string) => fromWall(wall, zone);
  const clock_in_at = momentOf(start);
  const clock_out_at = momentOf(end);
  const rests = breaks.map((rest) => ({ start_at: momentOf(rest.start) ?? "", end_at: momentOf(rest.end) ?? "" }));
  const whole = clock_in_at !== undefined && (card !== undefined || (clock_out_at !== undefined && employee_id !== ""));
  const save = () => {
    const said = { clock_in_at: clock_in_at ?? "", reason: reason.trim() };
    if (card) {
      const ended = rests.map(({ start_at, end_at }) => ({ start_at, end_at: end_at || null }));
      const body = { ...said, clock_out_at: clock_out_at ?? null, breaks: ended, version: card.version };
      return act(() => putTimecardsTimecardId({ path: { timecard_id: card.timecard_id }, body }), t("timecards.saved"));
    }
    const body = { ...said, employee_id, store_id, clock_out_at: clock_out_at ?? "", breaks: rests };
    return act(
      () => intend(body, (asked, key) => postTimecards({ body: asked, headers: { "Idempotency-Key": key } })),
      t("timecards.saved"),
    );
  };
  const change = (key: number, part: Partial<Break>) =>
    setBreaks(breaks.map((rest) => (rest.key === key ? { ...rest, ...part } : rest)));
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(card ? "timecards.correct" : "timecards.add")}
      label={t("save")}
      ready={whole && reason.trim() !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          {!card && (
            <Select
              label={t("person")}
              searchable
              required
              data={employees
                .filter(({ id }) => id !== me.employee_id)
                .map(({ id, name }) => ({ value: id, label: name }))}
              value={employee_id || null}
              onChange={(value) => setPerson(value ?? "")}
            />
          )}
          <TextInput
            label={t("timecards.in")}
            description={zone}
            type="datetime-local"
            required
            value={start}
            error={error("clock_in_at")}
            onChange={({ currentTarget }) => setStart(currentTarget.value)}
          />
          <TextInput
            label={t("timecards.out")}
            {...(card && { description: t("timecards.out_help") })}
            type="datetime-local"
            required={!card}
            value={end}
            error={error("clock_out_at")}
            onChange={({ currentTarget }) => setEnd(currentTarget.value)}
          />
          <Stack gap="xs">
            <Text fw={500}>{t("timecards.breaks")}</Text>
            {breaks.map(({ key, start: from, end: to }, at) => (
              <Group key={key} gap="xs" align="flex-end" wrap="nowrap">
                <TextInput
                  aria-label={t("timecards.break_from", { number: at + 1 })}
                  type="datetime-local"
                  flex={1}
                  value={from}
                  error={error(`breaks.${at}.start_at`)}
                  onChange={({ currentTarget }) => change(key, { start: currentTarget.value })}
                />
                <TextInput
                  aria-label={t("timecards.break_to", { number: at + 1 })}
                  type="datetime-local"
                  flex={1}
                  value={to}
                  error={error(`breaks.${at}.end_at`)}
                  onChange={({ currentTarget }) => change(key, { end: currentTarget.value })}
                />
                <Button
                  variant="default"
                  px="xs"
                  aria-label={t("timecards.break_remove", { number: at + 1 })}
                  onClick={() => setBreaks(breaks.filter((rest) => rest.key !== key))}
                >
                  ×
                </Button>
              </Group>
            ))}
            {breaks.length < 20 && (
              <Group>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() =>
                    setBreaks([...breaks, { key: (breaks.at(-1)?.key ?? -1) + 1, start: start, end: start }])
                  }
                >
                  {t("timecards.break_add")}
                </Button>
              </Group>
            )}
          </Stack>
          <TextInput
            label={t("timecards.reason")}
            description={t("timecards.reason_help")}
            maxLength={200}
            required
            value={reason}
            error={error("reason")}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
