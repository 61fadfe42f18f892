export {toJUnit, unfinishedJUnit} from './junit.ts';
export {
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
