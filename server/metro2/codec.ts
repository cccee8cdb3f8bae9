/**
 * Writes and reads the segments of the 426-character format.
 *
 * Nothing is lost silently: what does not fit is cut or zero-filled by the rule of its type, and a problem says so; so does a
 * segment that stands twice, in the wrong place or under no known name. Rules of the format that are no problem: amounts of a
 * billion and more are written 999999999, negative amounts 0, cents never arrive here, lower case is raised. Messages never
 * hold a value: the field may be a Social Security number.
 */
export type { CodecProblem, CodecProblemCode } from './codecPlan.ts'
export { type Decoded, decodeHeader, decodeRecord, decodeSegment } from './decode.ts'
export { type Encoded, encodeHeader, encodeRecord, encodeSegment, recordLength } from './encode.ts'
