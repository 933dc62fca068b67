/** One box for pages, acts and everything with a code, a number or a name; a scanner may type into it. */
import { Box, CloseButton, Group, Loader, Modal, ScrollArea, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import classes from "./Frame.module.css";
import { type Found, useFound } from "./find.ts";

const SETTLE_MS = 180;

export function SearchBox({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useText("frame");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={600}
      yOffset="10vh"
      centered={false}
      attributes={{ content: { "aria-label": t("find.label") } }}
    >
      {opened && <Inside onClose={onClose} />}
    </Modal>
  );
}

function Inside({ onClose }: { onClose: () => void }) {
  const t = useText("frame");
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed, SETTLE_MS);
  const [at, setAt] = useState(0);
  /** Enter came before the answer, as from a scanner: the first result opens when it is there. */
  const [entered, setEntered] = useState(false);
  const q = entered ? typed : settled;
  const { found, waiting, error, retry } = useFound(q);
  const current = Math.min(at, Math.max(0, found.length - 1));

  const go = ({ href }: Found) => {
    if (href === null) return;
    onClose();
    void navigate({ href: `/admin${href}` });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer to what was entered is the reason to go.
  useEffect(() => {
    if (!entered || waiting) return;
    setEntered(false);
    const [first] = found;
    if (first) go(first);
  }, [entered, waiting]);

  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((current + step + found.length) % found.length);
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const chosen = found[current];
    if (settled !== typed || waiting) setEntered(true);
    else if (chosen) go(chosen);
  };

  return (
    <Box>
      <TextInput
        variant="unstyled"
        size="md"
        px="md"
        data-autofocus
        aria-label={t("find.label")}
        placeholder={t("find.placeholder")}
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={found[current] ? `found-${current}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
          setEntered(false);
        }}
        onKeyDown={press}
        leftSection={waiting ? <Loader size={16} /> : <IconSearch size={18} aria-hidden />}
        rightSection={<CloseButton size="sm" aria-label={t("find.close")} onClick={onClose} />}
        styles={{ input: { height: 52, fontSize: 14 } }}
      />
      <Box style={{ borderTop: "1px solid var(--frame-border)" }}>
        <ScrollArea.Autosize mah="56vh" type="auto">
          <Box id="found" role="listbox" aria-label={t("find.results")} p="xs">
            {found.map(({ key, title, subtitle, kind, icon: Icon, href }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keyboard.
              // biome-ignore lint/a11y/useFocusableInteractive: the box above has the focus.
              <div
                key={key}
                id={`found-${index}`}
                role="option"
                aria-selected={index === current}
                aria-disabled={href === null}
                className={classes.option}
                onMouseMove={() => setAt(index)}
                onClick={() => found[index] && go(found[index])}
              >
                <Icon size={18} stroke={1.6} aria-hidden style={{ flex: "none" }} />
                <Box style={{ minWidth: 0, flex: 1 }}>
                  <Text>{title}</Text>
                  {subtitle && (
                    <Text fz="xs" c="dimmed">
                      {subtitle}
                    </Text>
                  )}
                </Box>
                <Text fz="xs" c="dimmed" style={{ flex: "none" }}>
                  {kind}
                </Text>
              </div>
            ))}
          </Box>
          <Box role="status" px="md" pb={found.length === 0 || error ? "md" : 0}>
            {error ? <ErrorState error={error} retry={retry} /> : null}
            {found.length === 0 && !waiting && !error && <Text c="dimmed">{t("find.nothing")}</Text>}
          </Box>
        </ScrollArea.Autosize>
      </Box>
      <Group gap="md" px="md" py={8} visibleFrom="sm" style={{ borderTop: "1px solid var(--frame-border)" }}>
        <Text fz="xs" c="dimmed">
          {t("find.help")}
        </Text>
      </Group>
    </Box>
  );
}
