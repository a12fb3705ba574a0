import { expect, test } from "vitest";
import { isSoftwareRenderer } from "./webgl";

test("a renderer that runs on the processor is known by its name, a graphics card is not one", () => {
  const software = [
    "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)",
    "llvmpipe (LLVM 15.0.7, 256 bits)",
    "Microsoft Basic Render Driver",
    "Apple Software Renderer",
  ];
  const cards = ["ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11)", "Apple M2", "Mali-G78", "WebKit WebGL"];
  expect(software.map(isSoftwareRenderer)).toEqual(software.map(() => true));
  expect(cards.map(isSoftwareRenderer)).toEqual(cards.map(() => false));
});
