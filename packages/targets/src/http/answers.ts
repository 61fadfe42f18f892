import type {HttpContext} from '../type.ts';
import {condition} from './condition.ts';
import type {AnswerSpec, Verb} from './options.ts';

type Classify = NonNullable<HttpContext['classify']>;

const isList = <T>(values: T | readonly T[]): values is readonly T[] => Array.isArray(values);
const listed = <T>(values: T | readonly T[]): readonly T[] => (isList(values) ? values : [values]);

/** Whether a text holds a pattern: its pieces between `*`, one after the other. Letter case does not matter. */
const holds = (text: string, pattern: string): boolean => {
	let from = 0;
	for (const piece of pattern.toLowerCase().split('*')) {
		const at = text.indexOf(piece, from);
		if (at === -1) return false;
		from = at + piece.length;
	}
	return true;
};

type Body = NonNullable<AnswerSpec['body']>;
const isText = (body: Body): body is Extract<Body, string | string[]> => typeof body === 'string' || Array.isArray(body);

const fitsBody = (spec: Body): ((body: string) => boolean) => {
	if (!isText(spec)) {
		const says = condition(spec);
		return body => {
			try {
				return says.holds(JSON.parse(body));
			} catch {
				return false;
			}
		};
	}
	const patterns = listed(spec);
	return body => {
		const text = body.toLowerCase();
		return patterns.some(pattern => holds(text, pattern));
	};
};

/** The verbs that an answer is about. */
const verbsOf = ({verb, means}: AnswerSpec): readonly Verb[] | undefined =>
	verb !== undefined ? listed(verb) : means === 'exists' ? ['create', 'update'] : undefined;

const isAbout = (answer: AnswerSpec, verb: Verb): boolean => verbsOf(answer)?.includes(verb) ?? true;

/** Whether the config says how the target answers to a create of an account that is there. */
export const declaresExists = (answers: readonly AnswerSpec[] = []): boolean =>
	answers.some(answer => answer.means === 'exists' && isAbout(answer, 'create'));

/** Tells by the config what an answer to one of these requests means; undefined where only its status tells. */
export const compileAnswers = (answers: readonly AnswerSpec[] = [], verb: Verb): Classify | undefined => {
	const rules = answers
		.filter(answer => isAbout(answer, verb))
		.map(({status, body, means}) => ({
			statuses: status === undefined ? undefined : listed(status),
			fits: body === undefined ? undefined : fitsBody(body),
			// Nobody found is what a look-up is asked for
			means: verb === 'find' && means === 'not-found' ? 'done' : means,
			isOrdinary: means === 'done',
		}));
	if (rules.length === 0) return undefined;
	return (status, body) => {
		const rule = rules.find(({statuses, fits}) => (statuses?.includes(status) ?? true) && (fits?.(body()) ?? true));
		// A success is read as it is
		return rule?.isOrdinary && status < 300 ? undefined : rule?.means;
	};
};
