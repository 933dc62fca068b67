/** Points by hand: taking needs a reason, giving also the second person that the park asks for. */
import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Customer, type PointsRequest, postCustomersCustomerIdPoints } from "#client";
import { AuthorizedDialog } from "#kit/AuthorizedDialog.tsx";
import { useAct } from "#kit/act.ts";
import { Whole } from "#kit/Fields.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { NoteField } from "#kit/NoteField.tsx";
import { useOffice } from "#kit/office.ts";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSettingsKeysKeyOptions } from "#queries";

const MOST = 10_000_000;

type Way = "give" | "take";

export function PointsDialog({ guest, onClose }: { guest: Customer; onClose: () => void }) {
  const t = useText("guests");
  const act = useAct();
  const { me, store_id: chosen_store } = useOffice();
  const intend = useIntention<PointsRequest>();
  const value = useQuery({
    ...getSettingsKeysKeyOptions({ path: { key: "loyalty.point_value" } }),
    staleTime: 60_000,
  });
  const [way, setWay] = useState<Way>("give");
  const [points, setPoints] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [giving, setGiving] = useState(false);
  // Points count in the whole park; a store is named because its requirement for approvals applies.
  const store_id = chosen_store ?? me.stores.find(({ permissions }) => permissions.includes("approve"))?.store_id ?? "";
  const count = points ?? 0;
  const send = (asked: PointsRequest) =>
    act(
      () =>
        intend(asked, (body, key) =>
          postCustomersCustomerIdPoints({ path: guest, body, headers: { "Idempotency-Key": key } }),
        ),
      t(way === "give" ? "points.given" : "points.taken", { name: guest.name, count }),
    );
  const body = { reason: reason.trim(), store_id };
  const point_value = value.data?.data.value;
  if (giving && typeof point_value === "number")
    return (
      <AuthorizedDialog
        opened
        onClose={onClose}
        title={t("points.give")}
        label={t("points.give")}
        thing={t("points.thing", { name: guest.name, count })}
        action="points"
        permission="approve"
        store_id={store_id}
        subject_id={guest.customer_id}
        amount={count * point_value}
        onAct={({ approval_token }) => send({ ...body, points: count, ...(approval_token && { approval_token }) })}
      />
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("points.act")}
      label={t(way === "give" ? "points.next" : "points.take")}
      ready={count > 0 && reason.trim() !== "" && (way === "take" || value.isSuccess)}
      onSave={async () => (way === "give" ? setGiving(true) : await send({ ...body, points: -count }))}
      onSaved={() => way === "take" && onClose()}
    >
      {(error) => (
        <>
          <Text>{t("points.has", { name: guest.name, count: guest.points })}</Text>
          <SegmentedControl
            fullWidth
            aria-label={t("points.way")}
            value={way}
            onChange={(chosen) => setWay(chosen as Way)}
            data={[
              { value: "give", label: t("points.give") },
              { value: "take", label: t("points.take") },
            ]}
          />
          <Whole
            label={t("points")}
            min={1}
            max={way === "take" ? Math.max(1, guest.points) : MOST}
            required
            value={points}
            error={error("points")}
            onChange={setPoints}
          />
          <NoteField
            label={t("reason")}
            description={t("reason_help")}
            value={reason}
            onChange={setReason}
            error={error("reason")}
          />
          {way === "give" && <Text c="dimmed">{t("points.second")}</Text>}
          {value.error && <ErrorState error={value.error} retry={() => void value.refetch()} />}
        </>
      )}
    </FormDialog>
  );
}
