/** The events of an endpoint: whole families and single events of the catalogue, with an example of each. */
import { Accordion, Code, MultiSelect, ScrollArea, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useText } from "#kit/text.ts";
import { getEventTypesOptions } from "#queries";

interface EventPickerProps {
  events: string[];
  onChange: (events: string[]) => void;
  error: string | undefined;
}

export function EventPicker({ events, onChange, error }: EventPickerProps) {
  const t = useText("integrations");
  const catalogue = useQuery({ ...getEventTypesOptions(), staleTime: 300_000 });
  const types = catalogue.data?.data ?? [];
  const families = [...new Set(types.map(({ type }) => `${type.split(".")[0]}.*`))];
  const choices = [...new Set(["*", ...families, ...types.map(({ type }) => type), ...events])];
  const chosen = types.filter(({ type }) => events.includes(type));
  return (
    <Stack gap="xs">
      <MultiSelect
        label={t("hooks.events")}
        description={t("hooks.events_help")}
        searchable
        required
        value={events}
        error={error}
        onChange={onChange}
        data={choices}
      />
      {chosen.length > 0 && (
        <Accordion variant="contained">
          {chosen.map(({ type, summary, example }) => (
            <Accordion.Item key={type} value={type}>
              <Accordion.Control>{type}</Accordion.Control>
              <Accordion.Panel>
                <Text c="dimmed">{summary}</Text>
                <ScrollArea.Autosize mah={240}>
                  <Code block>{JSON.stringify(example, null, 2)}</Code>
                </ScrollArea.Autosize>
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Stack>
  );
}
