import type {Operation, Outcome, Run, SourceReport, TargetReport} from '@slack-im/core';

import {capital, count, formatNumber, oneLine} from '../plain.ts';
import {conflictsOf, planSentence, standing, countsOf, unusableBecause, unusableText} from '../counts.ts';
import {adviceText, becauseText, detailLines, outcomeText, ownText, personName, valueText, verbText} from '../wording.ts';
import {displayWidth, pad, wrap, wrapWords} from './columns.ts';
import type {Meaning, Paint} from './paint.ts';

/** How a plan is printed. */
export interface PlanStyle {
	readonly paint: Paint;
	readonly width: number | undefined;
	readonly matchedBy: boolean;
	/** Everything, however much it is. */
	readonly all: boolean;
}

const marks: Record<Operation['kind'], readonly [string, Meaning]> = {
	create: ['+', 'good'],
	update: ['~', 'change'],
	reactivate: ['~', 'change'],
	deactivate: ['-', 'bad'],
	delete: ['x', 'bad'],
	noop: ['=', 'dim'],
	skip: ['.', 'dim'],
};

/** Wider names than this push what follows to the right instead of everybody else's. */
const widestName = 44;
/** So many of one kind are printed one by one. */
const mostShown = 20;

const shownOf = <T>(items: readonly T[], {all}: Pick<PlanStyle, 'all'>): readonly T[] => (all ? items : items.slice(0, mostShown));

/** How many were left out, and how to see them. */
function* restLine(total: number, {all, paint}: Pick<PlanStyle, 'all' | 'paint'>): Generator<string> {
	if (!all && total > mostShown) yield paint('dim', `    … and ${formatNumber(total - mostShown)} more: --all shows all`);
}

const detail = ' '.repeat(8);

/** Who was read, and who is not in. */
export function* sourceLines(
	{error, workspace, kind, from, members, in: inside, leavers, excluded}: SourceReport,
	{paint, width}: PlanStyle,
): Generator<string> {
	const where =
		kind === 'snapshot'
			? `Snapshot ${oneLine(from)}`
			: `Slack${workspace ? ` workspace ${oneLine(workspace.name ?? workspace.id)} (${oneLine(workspace.id)})` : ''}`;
	if (error) {
		yield paint('bad', `! ${where} could not be read: ${oneLine(error.message)}`);
		const advice = adviceText(error);
		if (advice !== undefined) yield wrap(`    → ${advice}`, width, '      ');
		return;
	}
	const others = excluded.filter(({reason}) => reason !== 'deleted');
	const out = others.reduce((sum, {people}) => sum + people.length, 0);
	// Earlier records of people who came back are members of Slack, and no people of their own
	const merged = members - inside - leavers - out;
	const parts = [
		`${formatNumber(inside)} in`,
		count(leavers, 'leaver'),
		...(out > 0 ? [`${formatNumber(out)} left out`] : []),
		...(merged > 0 ? [`${formatNumber(merged)} merged`] : []),
	];
	yield `${paint('strong', where)}: ${count(members, 'member')} = ${parts.join(' + ')}`;
	if (others.length === 0) return;
	const reasons = others.map(({reason, people}) => `${reason} ${formatNumber(people.length)}`);
	yield paint('dim', wrap(`  left out: ${reasons.join(', ')}`, width, '    '));
}

/** What would be (or was) done to one target. */
export function* targetLines(target: TargetReport, run: Run, style: PlanStyle): Generator<string> {
	const {paint, width} = style;
	yield wrap(`${paint('heading', oneLine(target.name))}  ${paint('dim', about(target))}`, width, '    ');
	const unusable = unusableBecause(target);
	if (unusable) {
		yield paint('bad', wrap(`  ! ${unusableText(target)}: ${ownText(unusable.message, target)}`, width, '    '));
		const advice = adviceText(unusable);
		if (advice !== undefined) yield wrap(`    → ${advice}`, width, '      ');
		if (target.outcomes.length === 0) return;
	}
	if (target.state === 'pending') {
		yield paint('dim', '  not reached');
		return;
	}
	const numbers = countsOf(target);
	yield paint('strong', wrap(`  ${run.dryRun ? `Plan: ${planSentence(numbers)}` : capital(planSentence(numbers))}`, width, '    '));
	if (target.firstSyncOrReset) yield paint('warning', '  First sync or reset: most people have no account yet.');
	if (target.outcomes.some(({operation}) => operation.kind === 'create' && operation.unverified)) {
		yield paint('dim', wrap('  This target cannot be read: "? ensure" creates an account where it is not there already.', width, '  '));
	}
	yield* operationLines(target, style);
	yield* conflictLines(target, style);
	if (numbers.unchanged > 0) yield paint('dim', `  = ${formatNumber(numbers.unchanged)} unchanged`);
	yield* orphanLines(target, style);
	yield* guardLines(target, style);
	for (const warning of target.warnings) yield wrap(`  ${paint('warning', 'Warning:')} ${ownText(warning, target)}`, width, '    ');
}

const about = ({type, address, accounts, claimed}: TargetReport): string =>
	[
		oneLine(type),
		oneLine(address),
		...(accounts === undefined ? [] : [`${count(accounts, 'account')}, ${formatNumber(claimed)} of them active and of people in Slack`]),
	].join(' · ');

/** What an operation is printed as: those of one word stand together. */
const wordOf = ({operation}: Outcome): string => (operation.kind === 'skip' ? 'skip' : verbText(operation));

/** The order in which the sum of a plan names them. `unchanged`: what was in line, and then changed by itself. */
const words = ['create', 'ensure', 'update', 'adopt', 'reactivate', 'deactivate', 'delete', 'unchanged', 'skip'];

/** Operations by their word. */
function* operationLines({outcomes}: TargetReport, style: PlanStyle): Generator<string> {
	const printed = outcomes.filter(isPrinted);
	for (const word of words) {
		const group = printed.filter(outcome => wordOf(outcome) === word);
		const shown = shownOf(group, style);
		const widest = shown.reduce((most, {operation}) => Math.max(most, displayWidth(personName(operation.person))), 0);
		for (const outcome of shown) yield* operationLine(outcome, Math.min(widest, widestName), style);
		yield* restLine(group.length, style);
	}
}

function* operationLine(outcome: Outcome, nameWidth: number, {paint, width, matchedBy}: PlanStyle): Generator<string> {
	const {operation} = outcome;
	const [mark, meaning] = operation.kind === 'create' && operation.unverified ? (['?', 'good'] as const) : marks[operation.kind];
	// What "ensure" means is said once, not on every line
	const because =
		operation.kind === 'create'
			? undefined
			: operation.kind === 'skip'
				? `${operation.verb}: ${becauseText(operation) ?? ''}`
				: becauseText(operation);
	const name = oneLine(operation.person.name);
	const notes = [
		...(name === '' ? [] : [name]),
		...(because === undefined ? [] : [paint('dim', because)]),
		...(matchedBy && 'account' in operation && operation.account
			? [paint('dim', `account ${oneLine(operation.account.id)}, matched by ${oneLine(operation.matchedBy ?? 'nothing')}`)]
			: []),
		...suffix(outcome, paint),
	];
	yield wrap(
		`  ${paint(meaning, `${mark} ${pad(wordOf(outcome), 10)}`)}  ${pad(personName(operation.person), nameWidth)}  ${notes.join('  ')}`.trimEnd(),
		width,
		detail,
	);
	yield* detailsOf(operation, paint, width);
}

const isPrinted = (outcome: Outcome): boolean => outcome.kind !== 'conflict' && standing(outcome) !== 'unchanged';

/** What stands in the way of an operation, or went wrong with it. */
const suffix = (outcome: Outcome, paint: Paint): string[] => {
	const what = standing(outcome);
	const text = outcomeText(outcome);
	if (text === undefined || what === 'open') return [];
	if (what === 'failed') return [paint('bad', `failed: ${text}`)];
	return [paint(what === 'withheld' ? 'warning' : 'dim', `(${text})`)];
};

/** A create on one wrapped line; of anything else one line per change, the names aligned. */
function* detailsOf(operation: Operation, paint: Paint, width: number | undefined): Generator<string> {
	if (operation.kind === 'create') {
		const lines = detailLines(operation);
		const items = lines.map((line, index) => `${line.replace(': ', ' ')}${index < lines.length - 1 ? ',' : ''}`);
		if (items.length > 0) yield wrapWords(items, width, detail, `${detail}  `);
		return;
	}
	const changes = 'changes' in operation ? (operation.changes ?? []) : [];
	const widest = Math.min(
		widestName,
		changes.reduce((most, {attribute}) => Math.max(most, displayWidth(oneLine(attribute))), 0),
	);
	for (const {attribute, from, to} of changes) {
		yield wrap(`${detail}${pad(oneLine(attribute), widest)}  ${paint('dim', valueText(from))} → ${valueText(to)}`, width, `${detail}  `);
	}
}

function* conflictLines(target: TargetReport, style: PlanStyle): Generator<string> {
	const {paint, width} = style;
	const conflicts = [...conflictsOf(target)];
	for (const conflict of shownOf(conflicts, style)) {
		yield wrap(`  ${paint('bad', `! ${pad('conflict', 10)}`)}  ${conflict.people.map(personName).join(', ')}`, width, detail);
		yield wrap(`${detail}${oneLine(conflict.message)}`, width, detail);
	}
	yield* restLine(conflicts.length, style);
}

function* orphanLines({orphans}: TargetReport, style: PlanStyle): Generator<string> {
	const {paint, width} = style;
	if (orphans.length === 0) return;
	yield '';
	yield `  ${count(orphans.length, 'account')} that nobody in Slack claims; never touched:`;
	for (const {id, keys, active, kind, slackId} of shownOf(orphans, style)) {
		const named = Object.entries(keys).map(([name, value]) => `${oneLine(name)} ${valueText(value)}`);
		const notes = [...(kind === 'absent' ? [`Slack id ${oneLine(slackId ?? '')} is unknown`] : []), ...(active ? [] : ['inactive'])];
		yield paint(
			'dim',
			wrap(
				`    ${oneLine(id)}${named.length > 0 ? `  ${named.join(', ')}` : ''}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`,
				width,
				'      ',
			),
		);
	}
	yield* restLine(orphans.length, style);
}

function* guardLines(target: TargetReport, {paint, width}: PlanStyle): Generator<string> {
	if (target.guards.length === 0) return;
	yield '';
	yield '  Guards:';
	const widest = target.guards.reduce((most, {guard}) => Math.max(most, guard.length), 0);
	for (const result of target.guards) {
		const line = wrap(
			`    ${result.tripped ? '!' : ' '} ${pad(result.guard, widest)}  ${ownText(result.message, target)}`,
			width,
			' '.repeat(8 + widest),
		);
		yield result.tripped ? paint('warning', line) : paint('dim', line);
	}
}
