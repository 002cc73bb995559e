/** The product's mark: a cut diamond, half of it gold. */
export function Mark({ size = 17 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d="M12 1 23 12 12 23 1 12Z" fill="var(--gs-gold)" />
      <path d="M12 6.6 17.4 12 12 17.4 6.6 12Z" fill="var(--gs-surface)" />
    </svg>
  );
}
