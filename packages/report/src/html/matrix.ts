import type {Outcome, Person, TargetReport} from '@slack-im/core';

import {count, formatNumber, oneLine} from '../plain.ts';
import {conflictsOf, standing} from '../counts.ts';
import {personName} from '../wording.ts';
import {collapsible, longTable, outcomeTag, personCell, tag} from './parts.ts';
import {html, type Html} from './template.ts';

type Cell = Outcome | 'conflict' | 'out of scope';

interface Row {
	readonly person: Person;
	readonly cells: (Cell | undefined)[];
}

/** Above so many people only those are shown who are not simply active wherever they are. */
const mostRows = 20_000;

const collator = new Intl.Collator('en');

/** Everybody who is something in any target, by name. */
const matrixRows = (targets: readonly TargetReport[]): Row[] => {
	const rows = new Map<string, Row>();
	const put = (person: Person, column: number, cell: Cell): void => {
		const id = person.slackId || personName(person);
		let row = rows.get(id);
		if (!row) rows.set(id, (row = {person, cells: targets.map(() => undefined)}));
		row.cells[column] = cell;
	};
	for (const [column, target] of targets.entries()) {
		for (const {people} of target.outOfScope) for (const person of people) put(person, column, 'out of scope');
		for (const outcome of target.outcomes) put(outcome.operation.person, column, outcome);
		for (const {people} of conflictsOf(target)) for (const person of people) put(person, column, 'conflict');
	}
	return [...rows.values()].toSorted(
		(a, b) => collator.compare(a.person.name, b.person.name) || (a.person.slackId < b.person.slackId ? -1 : 1),
	);
};

const cellHtml = (cell: Cell | undefined, {state}: TargetReport): Html => {
	if (cell === undefined) return html`<span class="nothing">${state === 'unusable' || state === 'pending' ? 'unknown' : '–'}</span>`;
	if (cell === 'conflict') return tag('conflict', cell);
	return cell === 'out of scope' ? tag('quiet', cell) : outcomeTag(cell);
};

const isPlain = (cell: Cell | undefined): boolean =>
	cell === undefined || cell === 'out of scope' || (cell !== 'conflict' && standing(cell) === 'unchanged');

/** Who has access to what: people × targets. */
export const matrixSection = (targets: readonly TargetReport[]): Html | undefined => {
	const everybody = matrixRows(targets);
	if (everybody.length === 0) return undefined;
	const rows = everybody.length > mostRows ? everybody.filter(({cells}) => !cells.every(isPlain)) : everybody;
	return html`<section id="access" aria-labelledby="access-title">
		<h2 id="access-title">Access</h2>
		<p>
			${count(everybody.length, 'person', 'people')} in
			${count(targets.length, 'target')}.${
				rows.length < everybody.length &&
				` So many that only the ${formatNumber(rows.length)} are listed for whom anything was to be done; the others are unchanged.`
			}
		</p>
		${collapsible('Who has access to what', rows.length, () =>
			longTable(
				'Access of people to targets',
				[['Person', 'who'], ...targets.map(({name}) => [oneLine(name), 'cell'] as const)],
				rows,
				({person, cells}) =>
					html`<tr>
						<th scope="row">${personCell(person)}</th>
						${cells.map((cell, column) => html`<td>${cellHtml(cell, targets[column]!)}</td>`)}
					</tr> `,
			),
		)}
	</section> `;
};
