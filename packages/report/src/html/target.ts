import type {Conflict, GuardResult, Orphan, Outcome, Run, TargetReport} from '@slack-im/core';

import {capital, count, duration, formatNumber, oneLine} from '../plain.ts';
import {conflictsOf, hasNumbers, planSentence, standing, countsOf, timeOf, unusableBecause, unusableText} from '../counts.ts';
import {adviceText, becauseText, outcomeText, ownText, valueText} from '../wording.ts';
import {chart, figures} from './numbers.ts';
import {details, collapsible, foreign, longTable, outcomeTag, personCell, sentence, tag, verbTag, type Tone} from './parts.ts';
import {reasonFolds} from './source.ts';
import {html, type Html} from './template.ts';

/** A name as part of an address within the page. */
export const slug = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '-');

const stateTones: Record<TargetReport['state'], Tone> = {
	pending: 'quiet',
	planned: 'good',
	applied: 'good',
	unusable: 'failed',
	trouble: 'failed',
	stopped: 'withheld',
};

/** Everything about one target. */
export const targetSection = (target: TargetReport, run: Run): Html => {
	const {name, type, address, accounts, claimed, state, warnings} = target;
	const id = `target-${slug(name)}`;
	const numbers = countsOf(target);
	const time = timeOf(target);
	const held =
		accounts === undefined ? '' : ` · ${count(accounts, 'account')}, ${formatNumber(claimed)} of them active and of people in Slack`;
	const about = html`${oneLine(type)} at <code>${foreign(address)}</code>${held}${time > 0 && ` · ${duration(time)}`}`;
	return html`<section id="${id}" class="target" aria-labelledby="${id}-title">
		<h2 id="${id}-title">${foreign(name)} ${tag(stateTones[state], state)}</h2>
		<p class="about">${about}</p>
		${problemNote(target)}${
			target.firstSyncOrReset && html`<p class="note">First sync or reset: most people have no account here yet.</p> `
		}${warnings.map(warning => html`<p class="note warning"><b>Warning:</b> ${sentence(ownText(warning, target))}</p> `)}${
			hasNumbers(target) && html`<p><b>${run.dryRun ? `Plan: ${planSentence(numbers)}` : capital(planSentence(numbers))}</b></p> `
		}${chart(`People in ${oneLine(name)}`, figures(numbers, run.dryRun))}${guardsTable(target)}${changesPart(target)}${conflictsPart(target)}${orphansPart(target.orphans)}${skippedPart(target)}${outOfScopePart(target)}
	</section> `;
};

const problemNote = (target: TargetReport): Html | undefined => {
	const error = unusableBecause(target) ?? (target.state === 'trouble' ? target.error : undefined);
	if (!error) return undefined;
	const advice = adviceText(error);
	return html`<div class="problem">
		<p>${target.state === 'trouble' ? 'In trouble' : capital(unusableText(target))}: ${sentence(ownText(error.message, target))}</p>
		${advice !== undefined && html`<p class="advice">${sentence(advice)}</p>`}
	</div> `;
};

const isChange = (outcome: Outcome): boolean => {
	const what = standing(outcome);
	return what !== 'unchanged' && what !== 'skipped' && what !== 'conflict' && outcome.operation.kind !== 'noop';
};

const changesPart = ({outcomes}: TargetReport): Html | undefined => {
	const changes = outcomes.filter(isChange);
	return collapsible('Changes', changes.length, () =>
		longTable(
			'Changes',
			[
				['Outcome', 'outcome'],
				['Person', 'who'],
				['Old → new', 'change'],
			],
			changes,
			changeRow,
		),
	);
};

const changeRow = (outcome: Outcome): Html => {
	const {operation} = outcome;
	const because = becauseText(operation);
	const account =
		'account' in operation && operation.account
			? html` <span class="id">account ${foreign(operation.account.id)}, matched by ${oneLine(operation.matchedBy ?? '')}</span>`
			: undefined;
	return html`<tr>
		<td>${outcomeCell(outcome)}</td>
		<th scope="row">${personCell(operation.person)}${account}</th>
		<td>${because !== undefined && html`<span class="because">${because}</span>`}${details(operation)}</td>
	</tr> `;
};

const outcomeCell = (outcome: Outcome): Html => {
	const text = outcomeText(outcome);
	if (outcome.kind === 'failed') {
		const advice = adviceText(outcome.error);
		return html`${outcomeTag(outcome)}
			<span class="reason">${sentence(text ?? '')}</span>${advice !== undefined && html` <span class="advice">${sentence(advice)}</span>`}`;
	}
	return html`${outcomeTag(outcome)}${text !== undefined && standing(outcome) !== 'open' && html` <span class="reason">${sentence(text)}</span>`}`;
};

const conflictsPart = (target: TargetReport): Html | undefined => {
	const conflicts = [...conflictsOf(target)];
	return collapsible(
		'Conflicts',
		conflicts.length,
		() =>
			html`<ul class="cards">
				${conflicts.map(conflictItem)}
			</ul> `,
	);
};

const conflictItem = ({kind, people, accounts, message, on}: Conflict): Html =>
	html`<li class="problem">
		<p>${tag('conflict', kind.replaceAll('-', ' '))} ${sentence(message)}</p>
		<ul class="values">
			${people.map(person => html`<li>${personCell(person)} <code>${oneLine(person.slackId)}</code></li>`)}${accounts.map(account => html`<li>account <code>${foreign(account.id)}</code> ${keysText(account.keys)}</li>`)}${on && html`<li>they meet on <b>${foreign(on.key)}</b> <code>${foreign(valueText(on.value))}</code></li>`}
		</ul>
	</li> `;

const keysText = (keys: Readonly<Record<string, string>>): Html =>
	html`${Object.entries(keys).map(([key, value]) => html`<span class="key"><b>${foreign(key)}</b> ${foreign(value)}</span> `)}`;

const orphansPart = (orphans: readonly Orphan[]): Html | undefined =>
	collapsible('Accounts that nobody in Slack claims; never touched', orphans.length, () =>
		longTable(
			'Orphans',
			[
				['Account', 'account'],
				['Keys', 'keys'],
				['State', 'outcome'],
			],
			orphans,
			({id, keys, active, kind, slackId, protected: isProtected}) =>
				html`<tr>
					<th scope="row"><code>${foreign(id)}</code></th>
					<td>${keysText(keys)}</td>
					<td>
						${active ? tag('good', 'active') : tag('quiet', 'inactive')}${isProtected && html` ${tag('quiet', 'protected')}`}${kind === 'absent' && html` <span class="reason">its Slack id ${oneLine(slackId ?? '')} is unknown to this read</span>`}
					</td>
				</tr> `,
		),
	);

const skippedPart = ({outcomes}: TargetReport): Html | undefined => {
	const skipped = outcomes.filter(outcome => standing(outcome) === 'skipped');
	return collapsible('Called for, but not done', skipped.length, () =>
		longTable(
			'Skipped',
			[
				['Person', 'who'],
				['What', 'verb'],
				['Why', 'change'],
			],
			skipped,
			({operation}) =>
				html`<tr>
					<th scope="row">${personCell(operation.person)}</th>
					<td>${verbTag(operation)}</td>
					<td>${becauseText(operation) ?? ''}${details(operation)}</td>
				</tr> `,
		),
	);
};

const outOfScopePart = ({outOfScope}: TargetReport): Html | undefined =>
	outOfScope.length === 0
		? undefined
		: html`<h3>In Slack, but out of this target’s scope</h3>
				${reasonFolds(outOfScope)}`;

const guardsTable = ({guards, name}: TargetReport): Html | undefined =>
	guards.length === 0
		? undefined
		: html`<h3>Guards</h3>
				<div class="scroll">
					<table class="guards">
						<caption>
							Guards of ${oneLine(name)}
						</caption>
						<thead>
							<tr>
								<th scope="col">Guard</th>
								<th scope="col" class="number">Counted</th>
								<th scope="col" class="number">Limit</th>
								<th scope="col" class="number">Of</th>
								<th scope="col">Result</th>
							</tr>
						</thead>
						<tbody>
							${guards.map(result => guardRow(result, name))}
						</tbody>
					</table>
				</div> `;

const guardRow = ({guard, tripped, count: counted, limit, of, allowed, message}: GuardResult, name: string): Html => {
	const text = oneLine(message);
	return html`<tr>
		<th scope="row">${guard}</th>
		<td class="number">${formatNumber(counted)}</td>
		<td class="number">${limit === undefined ? 'none' : formatNumber(limit)}${allowed !== undefined && ' (allowed once)'}</td>
		<td class="number">${of === undefined ? '' : formatNumber(of)}</td>
		<td>
			${tripped ? tag('failed', 'tripped') : tag('good', 'passed')}
			<span class="reason">${sentence(text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text)}</span>
		</td>
	</tr> `;
};
