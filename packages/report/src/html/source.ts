import type {Person, Reason, SourceReport} from '@slack-im/core';

import {count, oneLine} from '../plain.ts';
import {reasonText} from '../wording.ts';
import {collapsible, foreign, longTable} from './parts.ts';
import {html, type Html} from './template.ts';

/** People by the reason for which they were left out. */
export const reasonFolds = (reasons: readonly {readonly reason: Reason; readonly people: readonly Person[]}[]): Html =>
	html`${reasons.flatMap(({reason, people}) => collapsible(html`${reason} <span class="because">${reasonText(reason)}</span>`, people.length, () => peopleTable(`Left out: ${reason}`, people), {open: false}) ?? [])}`;

/** People with their names, e-mails and Slack ids. */
const peopleTable = (caption: string, people: readonly Person[]): Html =>
	longTable(
		caption,
		[
			['Name', 'who'],
			['E-mail', 'mail'],
			['Slack id', 'slack-id'],
		],
		people,
		({name, email, slackId}) =>
			html`<tr>
				<th scope="row">${foreign(name)}</th>
				<td>${email === undefined ? '' : foreign(email)}</td>
				<td><code>${oneLine(slackId)}</code></td>
			</tr> `,
	);

/** Who is not in, and why. */
export const sourceSection = ({excluded}: SourceReport): Html | undefined => {
	const total = excluded.reduce((sum, {people}) => sum + people.length, 0);
	return total === 0
		? undefined
		: html`<section id="left-out" aria-labelledby="left-out-title">
				<h2 id="left-out-title">Left out</h2>
				<p>
					${count(total, 'member')} of the workspace ${total === 1 ? 'is' : 'are'} not in, for ${count(excluded.length, 'reason')}. Who left
					Slack stands under <i>deleted</i>.
				</p>
				${reasonFolds(excluded)}
			</section> `;
};
