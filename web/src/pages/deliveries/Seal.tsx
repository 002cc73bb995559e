/** The seal of a certificate: a guilloché rosette whose petals are drawn from the root hash, so that no two are alike. */
import { sealCurves } from "./guilloche";

interface SealProps {
  root: string;
  title: string;
}

export function Seal({ root, title }: SealProps) {
  return (
    <svg viewBox="-100 -100 200 200" role="img" aria-label={title}>
      <circle r="97" fill="none" stroke="#a97d16" strokeWidth="0.8" />
      <circle r="93.5" fill="none" stroke="#c8971f" strokeWidth="2.2" />
      <g fill="none" stroke="#b4871b" strokeWidth="0.55">
        {sealCurves(root).map((path) => (
          <path key={path} d={path} />
        ))}
      </g>
      <circle r="33" fill="#fffdf6" stroke="#c8971f" strokeWidth="1.4" />
      <path d="M0 -21 21 0 0 21 -21 0Z" fill="#c8971f" />
      <path d="M0 -10.5 10.5 0 0 10.5 -10.5 0Z" fill="#fffdf6" />
    </svg>
  );
}
