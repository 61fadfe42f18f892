export {reportCss, toHtml, type HtmlOptions} from './html.ts';
export {toJson} from './json.ts';
export {toJUnit, unfinishedJUnit} from './junit.ts';
export {slackEscape, slackText, type SlackTextOptions} from './slack.ts';
export {
	cut,
	displayWidth,
	pad,
	planText,
	resultText,
	table,
	wrap,
	type Column,
	type PlanTextOptions,
	type ResultTextOptions,
	type TextOptions,
} from './text.ts';
