/** One page: its picture, the marks on it, and what is being selected or drawn. */
import { type PointerEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./document.module.css";
import { type PagePlace, pictureFor } from "./pages/layout";
import type { OpenDocument, PageSize } from "./pages/openDocument";

interface PageViewProps {
  readonly document: OpenDocument;
  readonly number: number;
  readonly place: PagePlace;
  readonly scale: number;
  readonly cursor: string;
  readonly isScrolled: boolean;
  /** Its words are still on their way. */
  readonly isBusy: boolean;
  readonly onPainted: () => void;
  readonly onFailure: () => void;
  readonly onPointer: (event: PointerEvent<HTMLDivElement>, page: number) => void;
  readonly children: ReactNode;
}

export function PageView(props: PageViewProps) {
  const { document, number, place, scale, cursor, isScrolled, onPointer, children } = props;
  const { t } = useTranslation("editor.document.v1");
  const size = document.pages[number] as PageSize;
  const url = usePicture(props);
  return (
    <div
      className={styles.page}
      data-page={number}
      aria-busy={props.isBusy}
      style={{
        top: place.top,
        left: place.left,
        width: place.width,
        height: place.height,
        cursor,
        touchAction: isScrolled ? "pan-x pan-y" : "none",
      }}
      onPointerDown={(event) => onPointer(event, number)}
      onPointerMove={(event) => onPointer(event, number)}
      onPointerUp={(event) => onPointer(event, number)}
      onPointerCancel={(event) => onPointer(event, number)}
    >
      {url && (
        <img
          className={styles.picture}
          src={url}
          alt={t("page", { number: number + 1 })}
          draggable={false}
          onLoad={props.onPainted}
          onError={props.onFailure}
        />
      )}
      <svg
        className={styles.layer}
        viewBox={`0 0 ${size.width} ${size.height}`}
        style={{ "--unit": `${1 / scale}px` } as React.CSSProperties}
        aria-hidden="true"
      >
        {children}
      </svg>
    </div>
  );
}

/** The picture that is sharp here; until it is there, any other of the page. */
function usePicture({ document, number, scale, onFailure }: PageViewProps): string | undefined {
  const wanted = pictureFor(document.scales, scale * window.devicePixelRatio);
  const [, setArrived] = useState("");
  useEffect(() => {
    let isCurrent = true;
    document.picture(number, wanted).then(
      (url) => isCurrent && setArrived(url),
      () => isCurrent && onFailure(),
    );
    return () => {
      isCurrent = false;
    };
  }, [document, number, wanted, onFailure]);
  const places = document.scales.map((_, place) => place).toReversed();
  return [wanted, ...places].map((place) => document.known(number, place)).find((url) => url !== undefined);
}
