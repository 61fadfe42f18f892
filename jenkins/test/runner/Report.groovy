import javax.xml.parsers.DocumentBuilderFactory
import org.xml.sax.ErrorHandler

/** Counts a JUnit report as the junit plugin does: `skipped` hides a failure; an unreadable or empty file is a failed case. */
class Report {
	int total, failed, skipped
	/** Suite, class and name of each case that failed: what history is kept by. */
	List<String> failures = []
	List<String> lines = []

	void read(File file, String shownAs) {
		try {
			if (file.length() == 0) throw new Exception('the length is 0')
			def factory = DocumentBuilderFactory.newInstance()
			factory.namespaceAware = true
			factory.setFeature('http://xml.org/sax/features/external-general-entities', false)
			def builder = factory.newDocumentBuilder()
			builder.errorHandler = null
			suites(builder.parse(file).documentElement)
		} catch (Exception error) {
			total++
			fail('[failed-to-read]', shownAs, error.message)
		}
	}

	private void suites(element) {
		if (element.localName == 'testsuite') suite(element)
		children(element, 'testsuite').each { suites(it) }
	}

	private void suite(element) {
		def name = element.getAttribute('name')
		if (children(element, 'error')) {
			total++
			fail(name, name, 'error of the suite')
		}
		children(element, 'testcase').each { test ->
			total++
			def bad = children(test, 'error') + children(test, 'failure')
			if (children(test, 'skipped')) skipped++
			else if (bad) fail("$name/${test.getAttribute('classname')}", test.getAttribute('name'), bad[0].getAttribute('message'))
		}
	}

	private void fail(String where, String name, String why) {
		failed++
		failures << "$where/$name".toString()
		lines << "FAILED $where $name: $why".toString()
	}

	private static List children(element, String name) {
		def found = []
		for (def child = element.firstChild; child != null; child = child.nextSibling) if (child.nodeType == 1 && child.localName == name) found << child
		found
	}
}
