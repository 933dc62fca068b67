/** The second person of a change that makes a risky act easier: asked for when the server says that it needs one. */
import { Alert, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "#kit/api.ts";
import { PinField } from "#kit/PinField.tsx";
import { useText } from "#kit/text.ts";

interface Approver {
  approver_email: string;
  pin: string;
}

export interface Second {
  asked: boolean;
  /** The part of an act's body; empty while nobody is asked for. */
  body: { approver?: Approver };
  ready: boolean;
  email: string;
  pin: string;
  setEmail: (email: string) => void;
  setPin: (pin: string) => void;
  /** Runs an act, and asks for a second person when it is refused for want of one. */
  watch: <Result>(act: () => Promise<Result>) => Promise<Result>;
}

const ASKS = ["E_SECOND_PERSON", "E_APPROVER", "E_APPROVER_PIN"];

export function useSecond(): Second {
  const [asked, setAsked] = useState(false);
  const [email, setEmail] = useState("");
  const [pin, setPin] = useState("");
  return {
    ...{ asked, email, pin, setEmail, setPin },
    body: asked && email && pin ? { approver: { approver_email: email.trim(), pin } } : {},
    ready: !asked || (email.trim() !== "" && pin.length >= 4),
    watch: async (act) => {
      try {
        return await act();
      } catch (error) {
        if (error instanceof ApiError && ASKS.includes(error.code)) setAsked(true);
        setPin("");
        throw error;
      }
    },
  };
}

export function SecondFields({ second }: { second: Second }) {
  const t = useText("settings");
  if (!second.asked) return null;
  return (
    <>
      <Alert variant="outline" color="var(--frame-warn)">
        {t("second.why")}
      </Alert>
      <TextInput
        label={t("second.email")}
        type="email"
        autoComplete="off"
        required
        value={second.email}
        onChange={({ currentTarget }) => second.setEmail(currentTarget.value)}
      />
      <PinField
        label={t("second.pin")}
        description={t("second.pin_help")}
        autoComplete="off"
        required
        pin={second.pin}
        onPin={second.setPin}
      />
    </>
  );
}
