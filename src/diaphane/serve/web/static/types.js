// What the server says, as types; nothing here runs.

/**
 * @typedef {'viewer' | 'reader' | 'trainer' | 'admin'} Role
 * @typedef {{name: string, role: Role}} Person
 * @typedef {{
 *   person: Person | null, users: boolean, version: string, blind: boolean,
 *   limits: {upload_bytes: number, files: number},
 * }} Session
 *
 * @typedef {'queued' | 'running' | 'done' | 'failed' | 'dead' | 'cancelled'} JobState
 * @typedef {{
 *   id: string, kind: string, state: JobState, share: number | null, stage: string,
 *   attempts: number, ahead: number, error: string | null,
 *   result: {result?: string, images?: string[]} | null,
 *   created: string, started: string | null, ended: string | null,
 * }} Job
 *
 * @typedef {'uint8' | 'int8' | 'uint16' | 'int16' | 'int32' | 'uint32' | 'float32'} Depth
 * @typedef {{left: string, right: string, top: string, bottom: string}} Sides
 * @typedef {{low: number, high: number}} Range
 * @typedef {{
 *   axis: number, name: string, count: number, rows: number, columns: number,
 *   row_mm: number | null, column_mm: number | null, labels: Sides | null,
 * }} PlaneFacts
 * @typedef {'classify' | 'segment' | 'enhance' | 'translate'} Task
 * @typedef {{
 *   name: string, task: Task, title: string, summary: string,
 *   fits: 'made for this' | 'possible',
 * }} Offer
 * @typedef {{
 *   id: string, upload: string, number: number, title: string, created: string, format: string,
 *   modality: string, axes: 'yx' | 'zyx' | 'tyx' | 'x', shape: number[], channels: number,
 *   dtype: Depth, spacing: number[] | null, units: string, window: Range | null, range: Range,
 *   inverted: boolean, warnings: string[], planes: PlaneFacts[], models: Offer[],
 *   removed?: boolean,
 * }} Facts
 * @typedef {{
 *   id: string, created: string, images: Facts[], errors: string[], job: Job | null,
 * }} Upload
 *
 * @typedef {'read' | 'accept' | 'correct' | 'reject'} Verdict
 * @typedef {{
 *   id: string, actor: string, verdict: Verdict, label: string | null, mask: string | null,
 *   note: string, seen: unknown, previous: string | null, created: string,
 * }} Decision
 * @typedef {{scheme: string, value: string, meaning: string}} Code
 * @typedef {{
 *   name: string, title: string, colour: [number, number, number], code?: Code | null,
 * }} ClassFacts
 * @typedef {{
 *   shape: number[], dtype: Depth, channels: number, on: 'image' | 'picture',
 *   slice: number | null, full?: number,
 * }} LayerFacts
 * @typedef {{kind: string, name: string, type: string}} ResultFile
 * @typedef {{
 *   id: string, image: string, title: string, task: Task, model: string, label: string | null,
 *   label_title: string | null, probability: number | null, doubts: number, created: string,
 *   decision: (Decision & {label_title?: string | null}) | null, hidden: boolean, removed: boolean,
 * }} ResultSummary
 * @typedef {{
 *   id: string, image: Facts, task: Task, model: string, model_sha256: string,
 *   label?: string | null, probabilities?: Record<string, number>, set?: string[],
 *   doubts?: string[], notes: string[], measures?: Record<string, number>,
 *   classes: ClassFacts[], layers?: Record<string, LayerFacts>, files?: ResultFile[],
 *   provenance: Record<string, any>, created: string, hidden: boolean, decisions: Decision[],
 *   options?: {slice?: number},
 * }} Result
 *
 * @typedef {{value: number, low: number | null, high: number | null}} Figure
 * @typedef {{low: number, high: number, predicted: number, observed: number, n: number}} Bin
 * @typedef {{
 *   name: string, task: Task, title?: string, summary: string, classes: ClassFacts[],
 *   figures: Record<string, Figure>,
 * }} ModelSummary
 * @typedef {ModelSummary & {
 *   intended_use: string, data: string, licence: string, limits: string[], network: string,
 *   trained: Record<string, string>, sha256: string, bytes: number, reliability: Bin[],
 *   calibration: {coverage: number, n: number, least: number} | null,
 *   novelty?: {limit: number} | null,
 * }} Card
 *
 * @typedef {{
 *   name: string, task: Task, summary: string, wants: string, layout: string, network: string,
 *   recipe: Record<string, unknown>,
 * }} Recipe
 * @typedef {'starting' | 'running' | 'done' | 'failed' | 'stopped' | 'interrupted'} TrainingState
 * @typedef {Record<string, unknown> & {epoch: number}} LogLine
 * @typedef {{
 *   id: string, recipe: string, folder: string, settings: Record<string, string>,
 *   state: TrainingState, epochs: number, error: string | null, created: string,
 *   ended: string | null, owner: string,
 * }} TrainingLine
 * @typedef {TrainingLine & {done: number, best: Record<string, number | null>}} Progress
 * @typedef {{name: string, title: string}} TrainingPicture
 * @typedef {TrainingLine & {
 *   lines: LogLine[], pictures: TrainingPicture[], figures: Record<string, Figure>,
 *   model: string | null,
 * }} Training
 *
 * @typedef {{
 *   number: number, time: string, actor: string, action: string, subject: string,
 *   details: Record<string, unknown>,
 * }} Entry
 * @typedef {{sound: boolean, entries: number, fault: string | null, number: number | null}} Soundness
 * @typedef {{id: string, name: string, role: Role, disabled: boolean, created: string}} User
 * @typedef {{
 *   id: string, label: string, created: string, expires: string | null, revoked: string | null,
 * }} Token
 */

/**
 * A part of the workplace. `show` fills the root; `move` follows an address of the same page
 * (without it the page is left and shown anew); `leave` lets go of listeners and streams.
 *
 * @typedef {{path: string[], query: URLSearchParams}} Params
 * @typedef {{
 *   title: () => string,
 *   show: (root: HTMLElement, params: Params) => void | Promise<void>,
 *   move?: (params: Params) => void | Promise<void>,
 *   leave: () => void,
 * }} Page
 */

export {};
