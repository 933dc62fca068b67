/** A part of a form under its own heading: two fields beside one another, one below the other on a phone. */
import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "./Page.tsx";

export function FormPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" style={{ alignItems: "end" }}>
        {children}
      </SimpleGrid>
    </Section>
  );
}
