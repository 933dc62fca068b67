/** Metrics as Prometheus text: names, kinds, help and samples, at most 1,000 series (rule T9). */

/** The content type of the Prometheus text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** The most series of one answer. Further ones are left out, and `metrics_series_left_out` counts them. */
export const MOST_SERIES = 1_000;

type Labels = Readonly<Record<string, string>>;

export interface Family {
  name: string;
  type: "counter" | "gauge";
  help: string;
  samples: readonly (readonly [labels: Labels, value: number])[];
}

/** The text of these families in their order. */
export function renderMetrics(families: readonly Family[]): string {
  let room = MOST_SERIES - 1;
  let left_out = 0;
  const bounded = families.map((family) => {
    const samples = family.samples.slice(0, room);
    room -= samples.length;
    left_out += family.samples.length - samples.length;
    return { ...family, samples };
  });
  const cut: Family = {
    name: "metrics_series_left_out",
    type: "gauge",
    help: `Series beyond the ${MOST_SERIES} of one answer.`,
    samples: [[{}, left_out]],
  };
  return [...bounded, cut].map(renderFamily).join("");
}

function renderFamily({ name, type, help, samples }: Family): string {
  const lines = samples.map(([labels, value]) => `${name}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}
