/** A set of pictures: one in hand as if it were alone, and the strip of all. */
import {
  chordOf,
  type EditorAsset,
  type EditorProps,
  isField,
  keepFocus,
  labelOf,
  type Op,
  useKeys,
} from "@goldsmith/editors";
import { IconLayoutGrid } from "@tabler/icons-react";
import { type ComponentType, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { OVERVIEW_KEY } from "./keys";
import { Overview } from "./Overview";
import { useView } from "./useView";
import { ViewStrip } from "./ViewStrip";
import { answerIn, countByView, overlaysIn, placedIn, viewNames } from "./views";
import styles from "./views.module.css";

export interface PictureProps extends EditorProps {
  readonly asset: EditorAsset | undefined;
  /** Which of the pictures that are shown in turn this is. */
  readonly view: number;
}

interface SetEditorProps extends EditorProps {
  /** The editor of a single picture. */
  readonly Picture: ComponentType<PictureProps>;
}

export function SetEditor({ Picture, ...props }: SetEditorProps) {
  const { answer, overlays, assets, content, dispatch, assist, onStatus } = props;
  const { t } = useTranslation("editor.image.v1");
  const { view, wanted, show } = useView(props);
  const part = useMemo(() => answerIn(answer, view), [answer, view]);
  const others = useMemo(() => overlaysIn(overlays, view), [overlays, view]);
  const place = useCallback((ops: Op | readonly Op[]) => dispatch(placedIn(view, ops)), [dispatch, view]);
  const names = useMemo(() => viewNames({ content, assets }), [content, assets]);
  const titles = names.map((name, number) =>
    name ? t("viewNamed", { number: number + 1, name }) : t("view", { number: number + 1 }),
  );
  const [isOverview, setOverview] = useState(false);
  useKeys("editor", (event) => {
    const isAsked = !isField(event.target) && chordOf(event) === OVERVIEW_KEY;
    if (isAsked) setOverview(true);
    return isAsked;
  });
  const counts = useMemo(() => countByView(answer.annotations, assets.length), [answer, assets]);
  const asked = useMemo(
    () =>
      assist && {
        ask: (...[prompt, options]: Parameters<typeof assist.ask>) => assist.ask({ ...prompt, view }, options),
      },
    [assist, view],
  );
  const say = useCallback(
    (text: string) => onStatus(`${t("viewShown", { number: view + 1, count: assets.length })} · ${text}`),
    [onStatus, t, view, assets.length],
  );
  return (
    <div className={styles.set}>
      <div className={styles.shown}>
        <Picture
          {...props}
          asset={assets[view]}
          view={view}
          answer={part}
          overlays={others}
          dispatch={place}
          assist={asked}
          onStatus={say}
        />
        {isOverview && (
          <Overview
            {...{ assets, titles }}
            annotations={answer.annotations}
            view={wanted}
            colorOf={props.colorOf}
            skeletonOf={(label) => labelOf(props.ontology, label)?.skeleton ?? null}
            onShow={show}
            onClose={() => setOverview(false)}
          />
        )}
      </div>
      <ViewStrip {...{ assets, names, titles, counts }} view={wanted} onShow={show}>
        <button
          type="button"
          className={styles.all}
          aria-pressed={isOverview}
          aria-label={t("overview")}
          aria-keyshortcuts={OVERVIEW_KEY}
          title={`${t("overview")} · ${OVERVIEW_KEY}`}
          onMouseDown={keepFocus}
          onClick={() => setOverview(!isOverview)}
        >
          <IconLayoutGrid size={18} />
        </button>
      </ViewStrip>
    </div>
  );
}
