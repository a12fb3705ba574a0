import { expect, test } from "vitest";
import { uploadTarget } from "./uploadTargets";

const local = "http://127.0.0.1:3210/api/storage/upload?token=t";

test("an executor on the same machine uploads to the store's own address", () => {
  expect(uploadTarget(local, null, "http://localhost:8800")).toBe(local);
});

test("an executor elsewhere cannot reach a store on loopback: files come back with the answer", () => {
  expect(uploadTarget(local, null, "https://cad.example")).toBeNull();
  expect(uploadTarget("http://[::1]:3210/x", null, "https://cad.example")).toBeNull();
});

test("STORAGE_PUBLIC_URL is how the executor sees the store; path and token stay", () => {
  expect(uploadTarget(local, "https://store.example:8443/", "https://cad.example")).toBe(
    "https://store.example:8443/api/storage/upload?token=t",
  );
});

test("a store on the internet is used as it is", () => {
  const hosted = "https://app.convex.cloud/api/storage/upload?token=t";
  expect(uploadTarget(hosted, null, "https://cad.example")).toBe(hosted);
});
