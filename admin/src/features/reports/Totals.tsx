/** The totals of a report as tiles, each with its definition, its change and the way into its rows. */
import { formatDays } from "#kit/format.ts";
import { useOffice } from "#kit/office.ts";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import type { PartProps } from "./parts.ts";
import { useOpenRows } from "./query.ts";

export function Totals({ report, measures, filters, tiles }: PartProps & { tiles: readonly string[] }) {
  const { locale } = useOffice();
  const openRows = useOpenRows(filters);
  const { compared } = report;
  return (
    <Tiles columns={Math.min(tiles.length, 6)}>
      {tiles.flatMap((id) => {
        const measure = measures.get(id);
        if (!measure) return [];
        const { name, text, unit, rows } = measure;
        return [
          <StatTile
            key={id}
            label={name}
            definition={text}
            unit={unit}
            value={report.totals[id] ?? null}
            {...(compared && {
              earlier: compared.totals[id] ?? null,
              earlier_name: formatDays(compared.period.from, compared.period.to, locale),
            })}
            {...(rows && { onOpen: () => openRows(rows) })}
          />,
        ];
      })}
    </Tiles>
  );
}
