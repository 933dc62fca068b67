/** The questions of a package: a gate asks them before a guest enters. */
import { ActionIcon, Button, Group, Paper, Select, SimpleGrid, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useText } from "#kit/text.ts";
import type { Draft, PartProps } from "./package.ts";

type Question = NonNullable<Draft["questions"]>[number];

const KINDS = ["yes_no", "number", "choice", "text"] as const;
const MOST = 10;

/** An id that no question of the package has. */
function freeId(questions: readonly Question[]): string {
  const ids = new Set(questions.map(({ question_id }) => question_id));
  let n = questions.length + 1;
  while (ids.has(`q${n}`)) n += 1;
  return `q${n}`;
}

export function Questions({ draft, onChange, error }: PartProps) {
  const t = useText("items");
  const questions = draft.questions ?? [];
  const setAll = (next: Question[]) => onChange({ ...draft, questions: next });
  const replace = (place: number, next: Question) => setAll(questions.map((one, at) => (at === place ? next : one)));
  return (
    <Stack gap="sm">
      {questions.length === 0 && <Text c="dimmed">{t("questions.empty")}</Text>}
      {questions.map((question, place) => (
        <One
          key={question.question_id}
          place={place}
          question={question}
          error={error}
          onChange={(next) => replace(place, next)}
          onRemove={() => setAll(questions.filter((_, at) => at !== place))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          disabled={questions.length >= MOST}
          onClick={() =>
            setAll([...questions, { question_id: freeId(questions), text: { en: "", th: "" }, kind: "yes_no" }])
          }
        >
          {t("questions.add")}
        </Button>
      </Group>
    </Stack>
  );
}

interface OneProps extends Pick<PartProps, "error"> {
  place: number;
  question: Question;
  onChange: (question: Question) => void;
  onRemove: () => void;
}

function One({ place, question, error, onChange, onRemove }: OneProps) {
  const t = useText("items");
  const { question_id, kind, options = [] } = question;
  const text = typeof question.text === "string" ? { en: question.text, th: question.text } : question.text;
  const number = { n: place + 1 };
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("questions.one", number)}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          {t("questions.one", number)}
        </Text>
        <ActionIcon variant="subtle" color="gray" aria-label={t("questions.remove", number)} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {(["en", "th"] as const).map((language) => (
          <TextInput
            key={language}
            label={t(`questions.${language}`)}
            required
            maxLength={200}
            value={text[language]}
            error={error(`questions.${place}.text.${language}`) ?? error(`questions.${place}.text`)}
            onChange={({ currentTarget }) =>
              onChange({ ...question, text: { ...text, [language]: currentTarget.value } })
            }
          />
        ))}
        <Select
          label={t("questions.kind")}
          allowDeselect={false}
          value={kind}
          error={error(`questions.${place}.kind`)}
          onChange={(value) => onChange({ question_id, text, kind: KINDS.find((each) => each === value) ?? kind })}
          data={KINDS.map((value) => ({ value, label: t(`questions.kind.${value}`) }))}
        />
        {kind === "choice" && (
          <TagsInput
            label={t("questions.options")}
            description={t("questions.options_help")}
            value={options}
            error={error(`questions.${place}.options`)}
            onChange={(chosen) => onChange({ ...question, options: chosen })}
          />
        )}
      </SimpleGrid>
    </Paper>
  );
}
