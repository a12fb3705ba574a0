import { v, type Infer } from "convex/values";

/** Shapes of what people do together. Lengths in millimetres. */

const vPoint = v.object({ x: v.number(), y: v.number(), z: v.number() });

export const vCamera = v.object({ position: vPoint, target: vPoint, up: vPoint });
export type Camera = Infer<typeof vCamera>;

/** Where on the part a comment is pinned, and from where its author looked at it. */
export const vAnchor = v.object({
  faceId: v.optional(v.number()),
  point: vPoint,
  normal: vPoint,
  camera: v.optional(vCamera),
});
export type Anchor = Infer<typeof vAnchor>;

export const vNotificationKind = v.union(v.literal("mention"), v.literal("reply"), v.literal("fixed"));
export type NotificationKind = Infer<typeof vNotificationKind>;
