/** A box that finds rows by a text which is no part of the address, because it is a code or a guest's data. */
import { Button, Group, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";

interface Props {
  /** The text that is sought now; empty for none. */
  q: string;
  onFind: (q: string) => void;
  texts: { label: string; help: string; find: string; clear: string };
  max_length: number;
}

export function FindBox({ q, onFind, texts, max_length }: Props) {
  const [text, setText] = useState("");
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFind(text.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label={texts.label}
            description={texts.help}
            maw={480}
            flex={1}
            maxLength={max_length}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            {texts.find}
          </Button>
          {q && (
            <Button
              variant="default"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => {
                setText("");
                onFind("");
              }}
            >
              {texts.clear}
            </Button>
          )}
        </Group>
      </form>
    </search>
  );
}
