/** A figure with its name, its definition on hover and focus, its change, and the way into its rows. */
import { Anchor, Box, Group, Paper, Skeleton, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight, IconInfoCircle, IconMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { formatRatio, formatUnit, type Unit } from "./format.ts";
import classes from "./StatTile.module.css";
import { useText } from "./text.ts";

export interface StatTileProps {
  label: string;
  /** The figure in its unit: satang, a count, a ratio or seconds; null where there is none. Undefined while it loads. */
  value: number | null | undefined;
  unit: Unit;
  /** The definition that the server sends with the figure. */
  definition?: string;
  /** The same figure of the earlier period. */
  earlier?: number | null;
  /** The earlier period in words, beside the change. */
  earlier_name?: string;
  /** Opens the rows behind the figure. */
  onOpen?: () => void;
  /** True where a person must look: the figure is red. */
  alarming?: boolean;
  children?: ReactNode;
}

export function StatTile(props: StatTileProps) {
  const { label, value, unit, definition, earlier, earlier_name, onOpen, alarming = false, children } = props;
  const t = useText("kit");
  const figure = value === null || value === undefined ? "—" : formatUnit(value, unit);
  const text = (
    <Text component="span" fw={600} className={classes.figure} c={alarming ? "var(--frame-bad)" : undefined}>
      {figure}
    </Text>
  );
  return (
    <Paper p="md" className={classes.tile}>
      <Group gap={4} wrap="nowrap" align="flex-start">
        <Text fz="xs" c="dimmed">
          {label}
        </Text>
        {definition && <Definition name={label} text={definition} />}
      </Group>
      {value === undefined ? (
        <Skeleton height={22} width="60%" my={6} />
      ) : onOpen ? (
        <Anchor
          component="button"
          type="button"
          onClick={onOpen}
          c="inherit"
          underline="hover"
          aria-label={t("stat.open", { label, figure })}
        >
          {text}
        </Anchor>
      ) : (
        text
      )}
      {typeof value === "number" && typeof earlier === "number" && (
        <Change now={value} earlier={earlier} unit={unit} {...(earlier_name && { earlier_name })} />
      )}
      {children}
    </Paper>
  );
}

export function Definition({ name, text }: { name: string; text: string }) {
  const t = useText("kit");
  return (
    <Tooltip label={text} events={{ hover: true, focus: true, touch: true }}>
      <UnstyledButton
        aria-label={t("stat.definition", { name, text })}
        c="dimmed"
        style={{ display: "inline-flex", padding: 2, cursor: "help" }}
      >
        <IconInfoCircle size={14} aria-hidden />
      </UnstyledButton>
    </Tooltip>
  );
}

/** The change against an earlier figure: an arrow, the ratio, and the earlier figure itself. Nothing where both are zero. */
export function Change({
  now,
  earlier,
  unit,
  earlier_name,
}: {
  now: number;
  earlier: number;
  unit: Unit;
  earlier_name?: string;
}) {
  const t = useText("kit");
  if (now === 0 && earlier === 0) return null;
  const difference = now - earlier;
  const Icon = difference === 0 ? IconMinus : difference > 0 ? IconArrowUpRight : IconArrowDownRight;
  const ratio = earlier === 0 ? null : difference / Math.abs(earlier);
  const sign = difference > 0 ? "+" : "";
  return (
    <Group gap={4} wrap="wrap" c="dimmed" fz="xs">
      <Box
        component="span"
        className="figure"
        style={{ display: "inline-flex", alignItems: "center", gap: 2, color: "var(--frame-text)" }}
      >
        <Icon size={14} aria-hidden />
        {ratio === null ? t("stat.new") : `${sign}${formatRatio(ratio)}`}
      </Box>
      <span>
        {earlier_name
          ? t("stat.against", { name: earlier_name, figure: formatUnit(earlier, unit) })
          : formatUnit(earlier, unit)}
      </span>
    </Group>
  );
}

/** Tiles in rows of equal length: two on a phone, at most `columns` where a sum of millions fits in each. */
export function Tiles({ children, columns = 4 }: { children: ReactNode; columns?: number }) {
  return (
    <div className={classes.room}>
      <div className={classes.tiles} data-columns={columns}>
        {children}
      </div>
    </div>
  );
}
