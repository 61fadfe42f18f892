import {formatNumber} from '../plain.ts';
import {verbOrder, type Counts} from '../counts.ts';
import {pastText} from '../wording.ts';
import {html, type Html} from './template.ts';

/** One number of a countsOf, with its word and its place among the colours. */
export interface Figure {
	readonly tone: keyof typeof fills;
	readonly label: string;
	readonly value: number;
}

/** Colours that are told apart on light and dark ground. */
const fills = {
	create: '#2e9e63',
	update: '#3f7fe0',
	reactivate: '#1b9aa5',
	deactivate: '#d98a1f',
	delete: '#d64539',
	unchanged: '#9fabba',
	skipped: '#6f7c8c',
	withheld: '#8b63d6',
	'not-run': '#4f5b6a',
	failed: '#a8201a',
	conflict: '#cf3a97',
} as const;

/** The numbers of the counts that are people, those above 0, in the order of a chart. */
export const figures = (numbers: Counts, dryRun: boolean): Figure[] =>
	[
		...verbOrder.map(verb => ({tone: verb, label: dryRun ? `to ${verb}` : pastText(verb), value: numbers.done[verb] + numbers.open[verb]})),
		{tone: 'unchanged' as const, label: 'unchanged', value: numbers.unchanged + numbers.already},
		{tone: 'skipped' as const, label: 'skipped', value: numbers.skipped},
		{tone: 'withheld' as const, label: 'withheld', value: numbers.withheld},
		{tone: 'not-run' as const, label: 'not run', value: numbers.notRun},
		{tone: 'failed' as const, label: 'failed', value: numbers.failed},
		{tone: 'conflict' as const, label: numbers.conflicts === 1 ? 'conflict' : 'conflicts', value: numbers.conflicts},
	].filter(({value}) => value > 0);

const width = 1000;
/** So thin that it is still seen. */
const thinnest = 6;
const gap = 3;

/** A bar whose parts are in proportion, with a legend that says the same in words. Colours by presentation attributes, which no Content-Security-Policy blocks. */
export const chart = (title: string, parts: readonly Figure[]): Html | undefined => {
	if (parts.length === 0) return undefined;
	const total = parts.reduce((sum, {value}) => sum + value, 0);
	const room = width - gap * (parts.length - 1) - thinnest * parts.length;
	let at = 0;
	const bars = parts.map(({tone, label, value}) => {
		const wide = thinnest + (room * value) / total;
		const bar = html`<rect x="${at.toFixed(1)}" y="0" width="${wide.toFixed(1)}" height="28" fill="${fills[tone]}"
			><title>${formatNumber(value)} ${label}</title></rect
		>`;
		at += wide + gap;
		return bar;
	});
	const words = parts.map(({label, value}) => `${formatNumber(value)} ${label}`).join(', ');
	return html`<figure class="chart">
		<svg viewBox="0 0 ${width} 28" width="640" height="28" preserveAspectRatio="none" role="img" aria-label="${title}: ${words}">
			${bars}
		</svg>
		<figcaption>
			<ul class="legend">
				${parts.map(
					({tone, label, value}) =>
						html`<li>
							<svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
								<rect width="10" height="10" rx="2" fill="${fills[tone]}" />
							</svg>
							<b>${formatNumber(value)}</b> ${label}
						</li>`,
				)}
			</ul>
		</figcaption>
	</figure> `;
};
