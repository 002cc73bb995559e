/** One thing that several people marked, and what to do with it: take somebody's mark, or leave it out. Pure. */
import { type Answer, type Op, removalOps, type Shape } from "../editors";
import type { GivenAnswer } from "./claim";

/** As the server matches it. */
export interface ComparedObject {
  readonly marks: readonly { readonly annotation_id: string; readonly uuid: string; readonly label: string }[];
  readonly missing: readonly string[];
  readonly accepted_uuid: string | null;
  /** 0 to 1. */
  readonly agreement: number;
}

/** Somebody's mark of a thing. */
export interface GivenMark {
  readonly given: GivenAnswer;
  readonly shape: Shape;
}

const LONGEST_UUID = 64;

export function marksOf(object: ComparedObject, answers: readonly GivenAnswer[]): GivenMark[] {
  return object.marks.flatMap(({ annotation_id, uuid }) => {
    const given = answers.find((one) => one.annotation_id === annotation_id);
    const shape = given?.answer.annotations.find((one) => one.uuid === uuid);
    return given && shape ? [{ given, shape }] : [];
  });
}

/** The name that a thing has in the answer in hand: that of the consensus, or one of its own. */
export function uuidOf({ accepted_uuid, marks }: ComparedObject): string {
  const [first] = marks;
  return accepted_uuid ?? `${first?.uuid} ${first?.annotation_id}`.slice(0, LONGEST_UUID);
}

export function standingShape(object: ComparedObject, answer: Answer): Shape | undefined {
  const uuid = uuidOf(object);
  return answer.annotations.find((shape) => shape.uuid === uuid);
}

export function takeMark(object: ComparedObject, { shape }: GivenMark): Op[] {
  return [{ op: "put", annotation: { ...shape, uuid: uuidOf(object) } }];
}

export function leaveOut(object: ComparedObject, answer: Answer): Op[] {
  return standingShape(object, answer) ? removalOps(answer, [uuidOf(object)]) : [];
}

/** Whether what stands is this very mark. */
export function isTaken({ shape }: GivenMark, standing: Shape | undefined): boolean {
  return standing !== undefined && JSON.stringify({ ...shape, uuid: standing.uuid }) === JSON.stringify(standing);
}
