/** A printed paper on the screen: the rows that the API gives for printers, at the width of the roll. It prints alone. */
import { Box } from "@mantine/core";
import type { ColumnsRow, QrRow, SeparatorRow, TextRow } from "#client";
import classes from "./Paper.module.css";
import { isUploaded } from "./PictureField.tsx";

type Row = TextRow | ColumnsRow | SeparatorRow | QrRow;

interface PaperProps {
  rows: readonly Row[];
  width_mm: number;
  label: string;
  /** Shown without colours, as on thermal paper, where it is an uploaded picture. */
  logo_url?: string | null;
}

export function Paper({ rows, width_mm, label, logo_url = null }: PaperProps) {
  return (
    <Box className={classes.paper} w={`${width_mm}mm`} role="document" aria-label={label}>
      {logo_url !== null && isUploaded(logo_url) && <img className={classes.logo} src={logo_url} alt="" />}
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a paper never move.
        <PaperRow key={at} row={row} />
      ))}
    </Box>
  );
}

function PaperRow({ row }: { row: Row }) {
  switch (row.kind) {
    case "text":
      return <div className={`${classes[row.align]} ${classes[row.weight]}`}>{row.text || " "}</div>;
    case "columns":
      return (
        <div className={`${classes.columns} ${classes[row.weight]} ${row.indent ? classes.indent : ""}`}>
          <span>{row.left}</span>
          <span className="figure">{row.right}</span>
        </div>
      );
    case "separator":
      return <hr className={classes.separator} />;
    case "qr":
      return <div className={classes.center}>{row.caption.join(" · ")}</div>;
  }
}
