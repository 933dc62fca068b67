/** One step: whether it stands, why it is needed, and the button that does it. */
import { Box, Button, Group, Loader, Text, VisuallyHidden } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useText } from "#kit/text.ts";

interface StepRowProps {
  /** Undefined while it is not known. */
  done: boolean | undefined;
  /** It is the step to do now. */
  next: boolean;
  title: string;
  why: string;
  label: string;
  onBegin: () => void;
  /** The way to what the step made. */
  made: ReactNode;
  children?: ReactNode;
}

export function StepRow({ done, next, title, why, label, onBegin, made, children }: StepRowProps) {
  const t = useText("first-run");
  return (
    <Box
      component="li"
      p="md"
      data-step-done={done}
      aria-current={next ? "step" : undefined}
      style={{ borderTop: "1px solid var(--frame-border)" }}
    >
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <Box w={22} h={22} style={{ flexShrink: 0 }}>
          {done === undefined && <Loader size={18} aria-hidden />}
          {done === true && <IconCircleCheckFilled size={22} color="var(--frame-good)" aria-hidden />}
          {done === false && <IconCircle size={22} stroke={1.4} color="var(--frame-dim)" aria-hidden />}
        </Box>
        <Group gap="sm" justify="space-between" style={{ flex: 1, minWidth: 0 }}>
          <Box style={{ flex: "1 1 220px", minWidth: 0 }}>
            <Text fw={600}>
              {title}
              {done !== undefined && <VisuallyHidden>{t(done ? "state.done" : "state.open")}</VisuallyHidden>}
            </Text>
            <Text fz="sm" c="dimmed">
              {why}
            </Text>
            {children}
          </Box>
          {done === true && made}
          {done === false && (
            <Button variant={next ? "filled" : "default"} onClick={onBegin}>
              {label}
            </Button>
          )}
        </Group>
      </Group>
    </Box>
  );
}
