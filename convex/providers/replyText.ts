import type { ThoughtFilter } from "./thoughtFilter";

/** Collects the text of a reply as it streams, and the moment of its first piece. */
export type ReplyText = {
  add: (piece: string) => void;
  end: (isCut: boolean) => string;
  firstTokenMs: () => number | null;
};

export function replyText(onText: (text: string) => void, filter: ThoughtFilter | null): ReplyText {
  const startedAt = Date.now();
  let firstTokenMs: number | null = null;
  let text = "";
  let hasRestarted = false;

  const take = (piece: string) => {
    if (filter !== null && filter.restarted() && !hasRestarted) {
      hasRestarted = true;
      text = "";
    }
    if (piece === "") return;
    firstTokenMs ??= Date.now() - startedAt;
    text += piece;
    onText(piece);
  };

  return {
    add: (piece) => take(filter === null ? piece : filter.push(piece)),
    end: (isCut) => {
      if (filter !== null) take(filter.end(isCut));
      return text;
    },
    firstTokenMs: () => firstTokenMs,
  };
}

/** llama.cpp names the whole path of its file: the folders are nobody's business. */
export function modelName(name: string): string {
  const isPath = /^(\/|\.{1,2}\/|[A-Za-z]:\\)/.test(name);
  return isPath ? (name.split(/[\\/]/).pop() ?? name) : name;
}
