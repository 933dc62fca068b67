/** The rehearsed outages that run now, above the list of devices. */
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { getOfflineRehearsalsOptions } from "#queries";
import { Running } from "./Rehearsal.tsx";
import { runs, useSeconds } from "./rehearsal.ts";

export function Rehearsals() {
  const { store_id } = useOffice();
  const { name } = useNames();
  const query = useQuery(getOfflineRehearsalsOptions({ query: { ...(store_id && { store_id }), running: true } }));
  const known = query.data?.data ?? [];
  const now = useSeconds(known.length > 0);
  const running = known.filter((rehearsal) => runs(rehearsal, now));
  if (running.length === 0) return null;
  return (
    <Stack gap="xs">
      {running.map((rehearsal) => (
        <Running key={rehearsal.rehearsal_id} rehearsal={rehearsal} name={name(rehearsal.device_id)} now={now} />
      ))}
    </Stack>
  );
}
