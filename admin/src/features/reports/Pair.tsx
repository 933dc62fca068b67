/** Two small tables side by side on a desk, one below the other on a phone. */
import { Box } from "@mantine/core";
import type { ReactNode } from "react";

export function Pair({ children }: { children: ReactNode }) {
  return (
    <Box
      style={{
        display: "grid",
        gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 420px), 1fr))",
        gap: 16,
        alignItems: "start",
      }}
    >
      {children}
    </Box>
  );
}
