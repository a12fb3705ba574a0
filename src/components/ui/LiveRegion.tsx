/** The page's one polite voice: stages, results and reconnects; never tokens. */
export function LiveRegion({ text }: { text: string }) {
  return (
    <div className="hidden-visually" role="status" aria-live="polite" aria-label="Announcements">
      {text}
    </div>
  );
}
