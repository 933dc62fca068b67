/** Pairs a device: a site key is made and shown as a QR code, and the dialog sees the device arrive. */
import { Alert, Anchor, Box, Button, Code, Group, Loader, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { renderSVG } from "uqr";
import { type NewPairing, type PairingRequest, postPairings } from "#client";
import { getPairingsLogOptions } from "#queries";
import { useAct } from "./act.ts";
import { Dialog } from "./Dialogs.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { useIntention } from "./intention.ts";
import { useGo } from "./Links.tsx";
import { DateTime } from "./Money.tsx";
import { useNews } from "./news.ts";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";
import { ZoneSelect } from "./ZoneSelect.tsx";

const TYPES = ["POS", "GATE", "KIOSK"] as const satisfies readonly PairingRequest["type"][];

interface PairDialogProps {
  /** The kind that the person came for; absent: they choose it. */
  kind?: "POS" | "GATE";
  onClose: () => void;
}

export function PairDialog({ kind, onClose }: PairDialogProps) {
  const t = useText("pairing");
  const act = useAct();
  const { stores, store_id } = useOffice();
  const intend = useIntention<PairingRequest>();
  const [type, setType] = useState<(typeof TYPES)[number]>(kind ?? "POS");
  const [name, setName] = useState("");
  const [at, setAt] = useState(store_id ?? stores[0]?.store_id ?? "");
  const [zone_id, setZone] = useState<string | null>(null);
  const [require_approval, setApproval] = useState(false);
  const [made, setMade] = useState<NewPairing | null>(null);
  const save = async () => {
    const body: PairingRequest = {
      ...{ store_id: at, type, require_approval },
      ...(name.trim() && { name: name.trim() }),
      ...(zone_id && { zone_id }),
    };
    const made = await act(
      () => intend(body, (asked, key) => postPairings({ body: asked, headers: { "Idempotency-Key": key } })),
      t("made"),
    );
    setMade(made);
  };
  if (made) return <Arrival pairing={made} onClose={onClose} />;
  return (
    <FormDialog
      opened
      onClose={onClose}
      onSaved={() => undefined}
      title={t(kind ? `new.${kind}` : "title")}
      label={t("make")}
      ready={at !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          {!kind && (
            <Select
              label={t("type")}
              allowDeselect={false}
              value={type}
              error={error("type")}
              onChange={(value) => setType(TYPES.find((each) => each === value) ?? type)}
              data={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
            />
          )}
          <TextInput
            label={t("name")}
            description={t("name_help")}
            maxLength={100}
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          {stores.length > 1 && (
            <Select
              label={t("store")}
              allowDeselect={false}
              value={at}
              error={error("store_id")}
              onChange={(value) => {
                setAt(value ?? at);
                setZone(null);
              }}
              data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
            />
          )}
          {type === "GATE" && <ZoneSelect store_id={at} zone_id={zone_id} onZone={setZone} error={error("zone_id")} />}
          <Switch
            label={t("approval")}
            description={t("approval_help")}
            checked={require_approval}
            onChange={({ currentTarget }) => setApproval(currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}

/** How often the dialog looks where no news come. */
const LOOK_MS = 5_000;

function Arrival({ pairing, onClose }: { pairing: NewPairing; onClose: () => void }) {
  const t = useText("pairing");
  const go = useGo();
  const { pairing_id, site_key, expires_at } = pairing;
  const tries = useQuery({
    ...getPairingsLogOptions({ query: { pairing_id } }),
    refetchInterval: ({ state }) => (state.data?.data.some(({ device_id }) => device_id) ? false : LOOK_MS),
  });
  useNews(["fleet"], () => void tries.refetch());
  const arrived = tries.data?.data.find(({ device_id }) => device_id !== null);
  const refused = tries.data?.data.find(({ device_id }) => device_id === null);
  const code = JSON.stringify({ playpark: "pair", server: location.origin, site_key });
  const picture = renderSVG(code, { border: 2 });
  return (
    <Dialog opened onClose={onClose} title={t("scan")}>
      <Stack gap="sm">
        <Text size="sm">{t("scan_help")}</Text>
        <Box ta="center">
          <img
            alt={t("code")}
            width={220}
            height={220}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(picture)}`}
          />
        </Box>
        <Code block ta="center" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} data-secret>
          {site_key}
        </Code>
        <Text size="xs" c="dimmed">
          {t("until")} <DateTime at={expires_at} />
        </Text>
        <Box aria-live="polite">
          {arrived ? (
            <Alert color="accent" icon={<IconCheck size={18} aria-hidden />}>
              {t(arrived.result === "pending" ? "waits" : "arrived", { name: arrived.device_name })}{" "}
              <Anchor component="button" type="button" onClick={() => go(`/devices/${arrived.device_id}`)}>
                {t("see")}
              </Anchor>
            </Alert>
          ) : (
            <Group gap="xs">
              <Loader size="xs" aria-hidden />
              <Text size="sm">{refused ? t("refused", { name: refused.device_name }) : t("waiting")}</Text>
            </Group>
          )}
        </Box>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("done")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
