import groovy.json.JsonOutput
import groovy.json.JsonSlurperClassic

/**
Runs pipelines without a Jenkins: one that is named on the command line, or with --serve one for each line of JSON on the standard input.

The keys of such a line are those of OPTIONS; its answer is one line of JSON.
*/
class Main {
	static final Map DEFAULTS = [
		home: '.', job: 'job', cause: 'user', parameters: [:], credentials: [:], env: [:], libraries: [:], jobs: [:], artifacts: [:], without: [],
		script: null, history: null, now: null, scm: null, leftover: null, input: null, approver: null, abortAfter: null, abortAt: null,
		firstRun: false, jobDsl: null, noMasking: false, windows: false, trace: false, quiet: false,
	]
	static final Map PAIRS = ['-p': 'parameters', '-c': 'credentials', '-e': 'env', '-l': 'libraries', '--job': 'jobs', '--artifacts': 'artifacts']
	static final Map TEXTS = ['-w': 'home', '--name': 'job', '--cause': 'cause', '--history': 'history', '--now': 'now', '--scm': 'scm', '--leftover': 'leftover', '--input': 'input', '--approver': 'approver', '--abort-after': 'abortAfter', '--abort-at': 'abortAt']
	static final Map FLAGS = ['--first-run': 'firstRun', '--no-masking': 'noMasking', '--windows': 'windows', '--trace': 'trace', '--quiet': 'quiet']

	static void main(String[] arguments) {
		if ('--serve' in arguments) {
			serve()
			return
		}
		def result = build(read(arguments as List))
		System.exit([SUCCESS: 0, FAILURE: 1, UNSTABLE: 2, ABORTED: 3, NOT_BUILT: 4][result.result])
	}

	/** Options that nobody knows are an error. */
	static Map build(Map given) {
		def unknown = given.keySet() - DEFAULTS.keySet()
		if (unknown) throw new IllegalArgumentException("unknown options: $unknown")
		def options = DEFAULTS + given
		if (options.jobDsl) return [jobs: JobDsl.read(new File(options.jobDsl))]
		if (!options.script) throw new IllegalArgumentException('no script is named')
		if (!(options.cause in Build.CAUSES.keySet())) throw new IllegalArgumentException("unknown cause $options.cause")
		new Build(options).run()
	}

	static Map read(List<String> words) {
		def given = [:]
		for (int i = 0; i < words.size(); i++) {
			def word = words[i]
			if (PAIRS[word]) {
				def (name, value) = words[++i].split('=', 2) as List
				given[PAIRS[word]] = (given[PAIRS[word]] ?: [:]) + [(name): value]
			} else if (TEXTS[word]) given[TEXTS[word]] = words[++i]
			else if (FLAGS[word]) given[FLAGS[word]] = true
			else if (word == '--without') given.without = (given.without ?: []) + words[++i]
			else if (word.startsWith('-')) throw new IllegalArgumentException("unknown option $word")
			else given.script = word
		}
		given
	}

	/** A thread for each build; an answer has the id of its question. */
	static void serve() {
		System.in.eachLine('UTF-8') { line ->
			Thread.start {
				def asked = new JsonSlurperClassic().parseText(line) as Map
				def answer
				try { answer = build((asked.options as Map) + [quiet: true]) } catch (Throwable problem) { answer = [problem: problem.toString()] }
				def text = JsonOutput.toJson(answer + [id: asked.id])
				synchronized (Main) { println text }
			}
		}
	}
}
