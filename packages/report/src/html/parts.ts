import type {Change, Json, Operation, Outcome, Person} from '@slack-im/core';

import {formatNumber, oneLine} from '../plain.ts';
import {isDoneBefore, standing} from '../counts.ts';
import {isAdoption, pastText, personName, valueText, verbText} from '../wording.ts';
import {html, later, type Html} from './template.ts';

const scripts: readonly (readonly [RegExp, string])[] = [
	[/\p{Script=Hangul}/u, 'ko'],
	[/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
	[/\p{Script=Han}/u, 'zh'],
	[/\p{Script=Thai}/u, 'th'],
	[/\p{Script=Hebrew}/u, 'he'],
	[/\p{Script=Arabic}/u, 'ar'],
	[/\p{Script=Greek}/u, 'el'],
	[/\p{Script=Cyrillic}/u, 'ru'],
	[/\p{Script=Devanagari}/u, 'hi'],
];

/** Beyond Latin letters. */
const beyondLatin = /[\u{250}-\u{10FFFF}]/u;

/** The language that a text's script suggests, for fonts and screen readers; undefined for Latin. */
const languageOf = (text: string): string | undefined =>
	beyondLatin.test(text) ? scripts.find(([script]) => script.test(text))?.[1] : undefined;

/** Text of somebody else: isolated in its direction and marked with its language, where it is not Latin. */
export const foreign = (text: string): Html => {
	const clean = oneLine(text);
	if (!beyondLatin.test(clean)) return html`${clean}`;
	const language = languageOf(clean);
	return language === undefined ? html`<bdi>${clean}</bdi>` : html`<bdi lang="${language}">${clean}</bdi>`;
};

/** A sentence of somebody else; options in it, which people copy, as code that does not break. */
export const sentence = (text: string): Html => {
	const clean = oneLine(text);
	const parts = clean
		.split(/(--[a-z][\w-]*(?:[ =][\w.:=-]+)?)/)
		.map((part, index) => (index % 2 === 1 ? html`<code class="option">${part}</code>` : html`${part}`));
	return beyondLatin.test(clean) ? html`<bdi>${parts}</bdi>` : html`${parts}`;
};

/** A person: the name, and below it what they are addressed by. */
export const personCell = (person: Person): Html =>
	html`<span class="who">${foreign(person.name)}</span> <span class="id">${foreign(personName(person))}</span>`;

/** What a coloured tag may say. */
export type Tone = 'create' | 'update' | 'reactivate' | 'deactivate' | 'delete' | 'withheld' | 'failed' | 'conflict' | 'good' | 'quiet';

/** A short word with a colour; the word says it all. */
export const tag = (tone: Tone, text: string): Html => html`<span class="tag ${tone}">${text}</span>`;

/** The tag of an outcome's verb. */
export const verbTag = (operation: Operation): Html =>
	operation.kind === 'noop' || operation.kind === 'skip'
		? tag('quiet', operation.kind === 'skip' ? `skip ${operation.verb}` : 'unchanged')
		: tag(operation.kind, verbText(operation));

const value = (json: Json | undefined): Html => (json === undefined ? html`<i>(none)</i>` : html`<code>${foreign(valueText(json))}</code>`);

/** One changed attribute, old → new. */
const changeItem = ({attribute, from, to}: Change): Html =>
	html`<li><b>${foreign(attribute)}</b> <del>${value(from)}</del> → <ins>${value(to)}</ins></li>`;

/** What an operation sends, as a list: old → new, or the values of a create. */
export const details = (operation: Operation): Html | undefined => {
	if (operation.kind === 'create') {
		const {attributes, secrets} = operation;
		const values = Object.entries(attributes).map(([name, json]) => html`<li><b>${foreign(name)}</b> ${value(json)}</li>`);
		return html`<ul class="values">
			${values}${secrets.map(name => html`<li><b>${foreign(name)}</b> <i>(secret)</i></li>`)}
		</ul>`;
	}
	const changes = 'changes' in operation ? (operation.changes ?? []) : [];
	return changes.length === 0
		? undefined
		: html`<ul class="values">
				${changes.map(changeItem)}
			</ul>`;
};

/** What became of an operation, in two or three words, for the matrix and the tables. */
export const outcomeTag = (outcome: Outcome): Html => {
	const {operation} = outcome;
	const what = standing(outcome);
	if (what === 'failed') return tag('failed', `${verbText(operation)} failed`);
	if (what === 'conflict') return tag('conflict', 'conflict');
	if (operation.kind === 'noop') return what === 'unchanged' ? unchangedTag(operation.because) : tag('quiet', 'not run');
	if (operation.kind === 'skip') return tag('quiet', `${operation.verb} skipped`);
	if (what === 'withheld') return tag('withheld', `${verbText(operation)} withheld`);
	if (what === 'not-run') return tag('quiet', `${verbText(operation)} not run`);
	if (what === 'open') return tag(operation.kind, `to ${verbText(operation)}`);
	return isDoneBefore(outcome)
		? tag('good', 'there already')
		: tag(operation.kind, isAdoption(operation) ? 'adopted' : pastText(operation.kind));
};

const unchangedTag = (because: Extract<Operation, {kind: 'noop'}>['because']): Html =>
	because === 'equal' ? tag('good', 'active') : tag('quiet', because === 'protected' ? 'protected' : 'inactive');

/** Rows that stand in one table; more are split, so that a browser lays out only what is seen. */
const chunkSize = 250;

/** A table's heads: text and class of each column. */
export type Heads = readonly (readonly [title: string, column: string])[];

/**
A table of any length. Every so many rows begin a new one with the same columns, which a browser need not lay out before it comes into view.

@param caption - What the rows are, as in `Changes`; said to screen readers, with the range where there are several tables.
*/
export const longTable = <Row>(caption: string, heads: Heads, rows: readonly Row[], row: (item: Row) => Html): Html =>
	later(function* () {
		for (let start = 0; start < rows.length; start += chunkSize) {
			const chunk = rows.slice(start, start + chunkSize);
			const range =
				rows.length > chunkSize
					? `, ${formatNumber(start + 1)} to ${formatNumber(start + chunk.length)} of ${formatNumber(rows.length)}`
					: '';
			// What is not full is laid out at once: nobody could guess its height
			yield html`<div class="${chunk.length < chunkSize ? 'scroll' : 'scroll chunk'}">
				<table>
					<caption>
						${caption}${range}
					</caption>
					<thead>
						<tr>
							${heads.map(([title, column]) => html`<th scope="col" class="${column}">${title}</th>`)}
						</tr>
					</thead>
					<tbody>
						${later(function* () {
							for (const item of chunk) yield row(item);
						})}
					</tbody>
				</table>
			</div> `;
		}
	});

/** So few rows are open from the start. */
const fewRows = 40;

/** A part that opens and closes, with how much is in it. Empty ones are left out. */
export const collapsible = (
	title: string | Html,
	size: number,
	content: () => Html,
	{open = size <= fewRows}: {readonly open?: boolean} = {},
): Html | undefined =>
	size === 0
		? undefined
		: html`<details${open ? html` open` : undefined}><summary>${title} <span class="count">${formatNumber(size)}</span></summary>
${later(function* () {
	yield content();
})}</details>
`;
