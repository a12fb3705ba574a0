/** Loads the model behind a URL and keeps the last good one until the next is ready to be drawn. */
import { useEffect, useRef, useState } from "react";
import type { CadModel } from "./cadModel";
import { parseGlb } from "./glb";
import { GlbError } from "./untrustedJson";

export type LoadedModel = { key: string; model: CadModel };

export type ModelState = { shown: LoadedModel | null; isLoading: boolean; error: string | null };

type Events = {
  onReady?: ((key: string) => void) | undefined;
  onError?: ((key: string, message: string) => void) | undefined;
  /** The next model is ready and the one before it still stands. */
  onSwap?: (() => void) | undefined;
};

/** The same key is the same model, whatever the URL: signed links change, the file behind them does not. */
export function useModel(url: string | null, key: string | null, events: Events): ModelState {
  const [shown, setShown] = useState<LoadedModel | null>(null);
  const [failure, setFailure] = useState<{ key: string; message: string } | null>(null);
  // No key is no model, and the one shown before must not come back with the next key.
  if (key === null && shown !== null) setShown(null);
  const latest = useRef({ url, events });
  useEffect(() => {
    latest.current = { url, events };
  });
  const hasUrl = url !== null;

  useEffect(() => {
    const from = latest.current.url;
    if (key === null || from === null) return;
    const stop = new AbortController();
    loadModel(from, stop.signal).then(
      (model) => {
        if (stop.signal.aborted) return;
        latest.current.events.onSwap?.();
        setShown({ key, model });
        setFailure(null);
        latest.current.events.onReady?.(key);
      },
      (cause: unknown) => {
        if (stop.signal.aborted) return;
        const message = plainWords(cause);
        setFailure({ key, message });
        latest.current.events.onError?.(key, message);
      },
    );
    return () => stop.abort();
  }, [key, hasUrl]);

  const error = failure !== null && failure.key === key ? failure.message : null;
  return {
    shown,
    isLoading: key !== null && hasUrl && shown?.key !== key && error === null,
    error,
  };
}

/** @throws GlbError (see parseGlb; also model/http when the server refuses), TypeError when the network fails */
export async function loadModel(url: string, signal: AbortSignal): Promise<CadModel> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) throw new GlbError("model/http", `The model could not be fetched (status ${response.status}).`);
  const bytes = await response.arrayBuffer();
  return parseGlb(isGzip(bytes) ? await gunzip(bytes) : bytes);
}

function isGzip(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** For servers that store the file compressed and do not say so in a header; the browser undoes the others itself. */
function gunzip(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

function plainWords(cause: unknown): string {
  if (cause instanceof GlbError) return cause.message;
  if (cause instanceof RangeError) return "The model is too large for this browser's memory.";
  if (cause instanceof TypeError) return "The model could not be fetched. Check the connection.";
  return "The model could not be read.";
}
