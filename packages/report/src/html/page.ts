import type {Run} from '@slack-im/core';

import {between, count, duration, formatNumber, oneLine, timeText} from '../plain.ts';
import {problemsOf, type Problem} from '../problems.ts';
import {ending, countsOf, type Counts} from '../counts.ts';
import {matrixSection} from './matrix.ts';
import {figures, type Figure} from './numbers.ts';
import {foreign, sentence} from './parts.ts';
import {sourceSection} from './source.ts';
import {slug, targetSection} from './target.ts';
import {html, later, type Html} from './template.ts';

/** So many problems stand at the top; all of them stand at their targets. */
const mostProblems = 100;

const headlines: Record<NonNullable<Run['exitCode']>, string> = {
	0: 'All in step',
	1: 'Needs a person',
	2: 'The config or the command line is wrong',
	3: 'The source could not be read',
	4: 'Something was withheld',
	5: 'A target could not be used',
	6: 'Something would change',
	70: 'Something went wrong inside',
	130: 'Stopped',
	143: 'Stopped',
};

/** How the run ended, in a few words. */
const headline = ({exitCode, dryRun, schedule}: Run): string => {
	if (exitCode === undefined) return 'Did not finish';
	if (exitCode !== 0) return headlines[exitCode];
	return schedule?.due.length === 0 ? 'Nothing was due' : dryRun ? 'Planned' : headlines[0];
};

/** The whole page. `stylesheet` is where the browser finds the style sheet, relative to the page. */
export const page = (run: Run, stylesheet: string): Html => {
	const problems = [...problemsOf(run)];
	const title = `slack-im ${run.command}${run.dryRun && run.command !== 'plan' ? ' (dry run)' : ''}`;
	const sections: (readonly [id: string, title: string, content: Html | undefined])[] = [
		['problems', 'Needs a person', problemsSection(problems)],
		...run.targets.map(target => [`target-${slug(target.name)}`, oneLine(target.name), later(() => [targetSection(target, run)])] as const),
		['left-out', 'Left out', run.source && sourceSection(run.source)],
		['access', 'Access', matrixSection(run.targets)],
		['about', 'About this run', aboutSection(run)],
	];
	const present = sections.filter(([, , content]) => content !== undefined);
	return html`<!DOCTYPE html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<meta name="referrer" content="no-referrer" />
				<title>${title}: ${headline(run)}</title>
				<link rel="stylesheet" href="${stylesheet}" />
			</head>
			<body>
				<a class="skip" href="#main">Skip to the content</a>
				<header class="${ending(run)}">
					<p class="product">slack-im</p>
					<h1>${headline(run)}</h1>
					<p class="about">${subtitle(run, title)}</p>
					${run.dryRun && html`<p class="note">Dry run: nothing was written. Numbers say what would be done.</p> `}
					<ul class="tiles">
						${tiles(run)}
					</ul>
					<nav aria-label="Sections">
						<ul>
							${present.map(([id, name]) => html`<li><a href="#${id}">${foreign(name)}</a></li>`)}
						</ul>
					</nav>
				</header>
				<main id="main" tabindex="-1">${present.map(([, , content]) => content!)}</main>
				<footer>
					<p>slack-im ${oneLine(run.tool.version)}. Names of people are personal data: keep this page where they may be read.</p>
				</footer>
			</body>
		</html> `;
};

const subtitle = ({source, startedAt, finishedAt}: Run, title: string): Html => {
	const workspace = source?.workspace;
	return html`${title}${workspace && html` of ${foreign(workspace.name ?? workspace.id)}`} ·
	${timeElement(startedAt)}${finishedAt !== undefined && ` · ${duration(between(startedAt, finishedAt))}`}`;
};

const timeElement = (iso: string): Html =>
	Number.isNaN(Date.parse(iso)) ? html`${oneLine(iso)}` : html`<time datetime="${new Date(iso).toISOString()}">${timeText(iso)}</time>`;

const tiles = (run: Run): Html[] => {
	const numbers = run.targets.map(countsOf);
	const total = (value: (numbers: Counts) => number): number => numbers.reduce((sum, item) => sum + value(item), 0);
	const shown = new Map<string, Figure>();
	for (const item of numbers) {
		for (const figure of figures(item, run.dryRun))
			shown.set(figure.tone, {...figure, value: figure.value + (shown.get(figure.tone)?.value ?? 0)});
	}
	const leftOut = run.source?.excluded.reduce((sum, {people}) => sum + people.length, 0) ?? 0;
	const orphans = total(({orphans}) => orphans);
	const tripped = total(({tripped}) => tripped);
	return [
		...(run.source && !run.source.error ? [tile('people', plural(run.source.in, 'person in', 'people in'), run.source.in)] : []),
		...(leftOut > 0 ? [tile('unchanged', 'left out', leftOut)] : []),
		...[...shown.values()].map(({tone, label, value}) => tile(tone, tone === 'conflict' ? plural(value, 'conflict') : label, value)),
		...(orphans > 0 ? [tile('skipped', plural(orphans, 'orphan'), orphans)] : []),
		...(tripped > 0 ? [tile('failed', plural(tripped, 'guard tripped', 'guards tripped'), tripped)] : []),
	];
};

const plural = (value: number, one: string, many = `${one}s`): string => (value === 1 ? one : many);

const tile = (tone: string, label: string, value: number): Html =>
	html`<li class="tile ${tone}"><b>${formatNumber(value)}</b> <span>${label}</span></li> `;

const problemsSection = (problems: readonly Problem[]): Html | undefined =>
	problems.length === 0
		? undefined
		: html`<section id="problems" aria-labelledby="problems-title">
				<h2 id="problems-title">Needs a person</h2>
				<ul class="cards">
					${problems.slice(0, mostProblems).map(
						({target, what, people = [], advice}) =>
							html`<li class="problem">
								<p>${target !== undefined && html`<a href="#target-${slug(target)}">${foreign(target)}</a> `}${sentence(what)}</p>
								${
									people.length > 0 &&
									html`<details>
										<summary>${count(people.length, 'person', 'people')}</summary>
										<p>${foreign(people.join(', '))}</p>
									</details> `
								}
								${advice !== undefined && html`<p class="advice">${sentence(advice)}</p>`}
							</li> `,
					)}
				</ul>
				${
					problems.length > mostProblems &&
					html`<p>… and ${count(problems.length - mostProblems, 'more problem')}: they stand at their targets below.</p> `
				}
			</section> `;

const meanings: Record<string, string> = {
	0: 'done',
	1: 'a failure or a conflict',
	2: 'wrong usage or config',
	3: 'the source could not be read',
	4: 'something was withheld by a guard',
	5: 'a target is unusable, locked or in trouble',
	6: 'something would change',
	70: 'a bug, or a report that could not be written',
	130: 'interrupted',
	143: 'terminated',
};

const aboutSection = (run: Run): Html => {
	const {command, dryRun, startedAt, finishedAt, plan, source, schedule, exitCode, tool, warnings} = run;
	const rows: readonly (readonly [string, Html | string | undefined | false])[] = [
		['Command', `slack-im ${command}${dryRun ? ', nothing written' : ''}`],
		['Began', timeElement(startedAt)],
		['Ended', finishedAt === undefined ? 'not yet, or never' : timeElement(finishedAt)],
		['Exit code', exitCode === undefined ? 'none' : `${exitCode}: ${meanings[exitCode] ?? ''}`],
		['Plan', plan && html`SHA-256 <code>${plan.sha256}</code>`],
		['Approved', plan?.approved && (plan.approvedBy === undefined ? 'yes' : `by ${oneLine(plan.approvedBy)}`)],
		['Read from', source && html`<code>${foreign(source.from)}</code>${source.readAt !== '' && html`, ${timeElement(source.readAt)}`}`],
		['Workspace', source?.workspace && html`${foreign(source.workspace.name ?? '')} <code>${oneLine(source.workspace.id)}</code>`],
		[
			'Members',
			source && !source.error && `${formatNumber(source.members)} read, ${formatNumber(source.in)} in, ${count(source.leavers, 'leaver')}`,
		],
		[
			'Due',
			schedule &&
				`${schedule.due.map(oneLine).join(', ') || 'nothing'} between ${timeText(schedule.since)} and ${timeText(schedule.until)}`,
		],
		['Not due', schedule && schedule.notDue.length > 0 && schedule.notDue.map(oneLine).join(', ')],
		['Version', oneLine(tool.version)],
	];
	return html`<section id="about" aria-labelledby="about-title">
		<h2 id="about-title">About this run</h2>
		${warnings.map(warning => html`<p class="note warning"><b>Warning:</b> ${sentence(warning)}</p> `)}
		<dl>
			${rows.flatMap(([term, value]) =>
				value === undefined || value === false
					? []
					: [
							html`<div>
								<dt>${term}</dt>
								<dd>${value}</dd>
							</div> `,
						],
			)}
		</dl>
	</section> `;
};
