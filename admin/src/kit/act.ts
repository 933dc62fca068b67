/** An act of the office: proof where the API asks for it, news that it is done, and the lists read again. */
import { useQueryClient } from "@tanstack/react-query";
import { useStepUp } from "./StepUp.tsx";
import { tellDone } from "./toast.ts";

interface Reply<Data> {
  data: { data: Data; request_id: string };
}

/** `const act = useAct(); await act(() => postX({…}), t("done"))` returns the reply's data. Error: the API's refusal. */
export function useAct(): <Data>(send: () => Promise<Reply<Data>>, done: string) => Promise<Data> {
  const proven = useStepUp();
  const queries = useQueryClient();
  return async (send, done) => {
    const { data } = await proven(send);
    tellDone(done, data.request_id);
    await queries.invalidateQueries();
    return data.data;
  };
}
