/** The park and its owner. Whatever most parks leave as it is stands behind “More”. */
import { Anchor, Checkbox, Group, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type OnboardingProfileRequest, postOnboardingOnboardingIdProfile } from "#client";
import { useKept } from "#kit/kept.ts";
import { LANGUAGES, type Language, useLanguage, useText } from "#kit/text.ts";
import type { StepProps } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

const HOME_ZONE = "Asia/Bangkok";

interface ProfileStepProps extends StepProps {
  /** The PIN that was typed in this tab; it is kept nowhere else. */
  pin: string;
  onPin: (pin: string) => void;
}

export function ProfileStep({ onboarding, auth, pin, onPin, onDone, onBack }: ProfileStepProps) {
  const t = useText("onboarding");
  const language = useLanguage();
  const saved = onboarding.profile;
  const [draft, setDraft] = useKept(`onboarding.${onboarding.onboarding_id}`, {
    name: saved?.name ?? "",
    owner: saved?.owner.name ?? "",
    address: saved?.address ?? "",
    store_name: saved && saved.store_name !== saved.name ? saved.store_name : "",
    legal_name: saved?.legal_name ?? "",
    phone: saved?.phone ?? "",
    time_zone: saved?.time_zone ?? HOME_ZONE,
    languages: saved?.languages ?? [language],
  });
  const [more, setMore] = useState(draft.legal_name !== "" || draft.store_name !== "" || draft.phone !== "");
  const set = (values: Partial<typeof draft>) => setDraft({ ...draft, ...values });
  const chosen = saved?.owner.pin_chosen === true;
  const save = async () => {
    const body: OnboardingProfileRequest = {
      name: draft.name.trim(),
      store_name: draft.store_name.trim() || draft.name.trim(),
      legal_name: draft.legal_name.trim() || null,
      address: draft.address.trim() || null,
      phone: draft.phone.trim() || null,
      time_zone: draft.time_zone,
      languages: draft.languages,
      owner: { name: draft.owner.trim(), ...(pin && { pin }) },
    };
    const { data } = await postOnboardingOnboardingIdProfile({ ...auth, body });
    onDone(data.data);
  };
  const ready =
    draft.name.trim() !== "" && draft.owner.trim() !== "" && draft.languages.length > 0 && (chosen || pin !== "");
  return (
    <StepForm ready={ready} label={t("continue")} onSave={save} onBack={onBack}>
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            maxLength={100}
            required
            autoFocus
            value={draft.name}
            error={error("name")}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          />
          <TextInput
            label={t("owner")}
            maxLength={100}
            autoComplete="name"
            required
            value={draft.owner}
            error={error("owner.name")}
            onChange={({ currentTarget }) => set({ owner: currentTarget.value })}
          />
          <PasswordInput
            label={t("pin")}
            description={t(chosen ? "pin.chosen" : "pin.help")}
            inputMode="numeric"
            autoComplete="new-password"
            maxLength={8}
            required={!chosen}
            // A slip would lock the owner out, and nobody else is at the park yet.
            defaultVisible
            value={pin}
            error={error("owner.pin")}
            // This piece of Mantine does not say so itself, and the focus goes to the field that does.
            aria-invalid={error("owner.pin") !== undefined}
            onChange={({ currentTarget }) => onPin(currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("pin.show") }}
          />
          <Textarea
            label={t("address")}
            description={t("address.help")}
            maxLength={300}
            autosize
            autoComplete="street-address"
            value={draft.address}
            error={error("address")}
            onChange={({ currentTarget }) => set({ address: currentTarget.value })}
          />
          {more ? (
            <>
              <TextInput
                label={t("legal_name")}
                description={t("legal_name.help")}
                maxLength={120}
                value={draft.legal_name}
                error={error("legal_name")}
                onChange={({ currentTarget }) => set({ legal_name: currentTarget.value })}
              />
              <TextInput
                label={t("store_name")}
                description={t("store_name.help")}
                maxLength={100}
                value={draft.store_name}
                error={error("store_name")}
                onChange={({ currentTarget }) => set({ store_name: currentTarget.value })}
              />
              <TextInput
                label={t("phone")}
                type="tel"
                autoComplete="tel"
                maxLength={40}
                value={draft.phone}
                error={error("phone")}
                onChange={({ currentTarget }) => set({ phone: currentTarget.value })}
              />
              <Select
                label={t("time_zone")}
                allowDeselect={false}
                searchable
                value={draft.time_zone}
                error={error("time_zone")}
                onChange={(time_zone) => set({ time_zone: time_zone ?? draft.time_zone })}
                data={Intl.supportedValuesOf("timeZone")}
              />
              <Checkbox.Group
                label={t("languages")}
                value={draft.languages}
                error={error("languages")}
                onChange={(languages) => set({ languages: LANGUAGES.filter((each) => languages.includes(each)) })}
              >
                <Group mt={4}>
                  {LANGUAGES.map((each: Language) => (
                    <Checkbox key={each} value={each} label={t(`language.${each}`)} />
                  ))}
                </Group>
              </Checkbox.Group>
            </>
          ) : (
            <Anchor component="button" type="button" fz="xs" ta="left" onClick={() => setMore(true)}>
              {t("more")}
            </Anchor>
          )}
        </>
      )}
    </StepForm>
  );
}
