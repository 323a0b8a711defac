import java.io.File;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Judges each file against PDF/A-3a and PDF/UA-1 with veraPDF's engine; exits 1 when one does not conform. */
public final class Judge {
    private static final String[][] STANDARDS = {{"PDFA-3A", "3a"}, {"PDFUA-1", "ua1"}};

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean conform = true;
        for (String file : files) {
            for (String[] standard : STANDARDS) {
                conform &= judge(new File(file), standard[0], PDFAFlavour.fromString(standard[1]));
            }
        }
        System.exit(conform ? 0 : 1);
    }

    private static boolean judge(File file, String name, PDFAFlavour flavour) throws Exception {
        ValidationProfile profile;
        try (InputStream xml = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            profile = Profiles.profileFromXml(xml);
        }
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println(file.getName() + "  " + name + "  " + (result.isCompliant() ? "conforme" : "NON CONFORME"));
            TreeMap<String, Integer> counts = new TreeMap<>();
            for (TestAssertion fault : result.getTestAssertions()) {
                if (fault.getStatus() == TestAssertion.Status.FAILED) {
                    counts.merge(fault.getRuleId().getClause() + "-" + fault.getRuleId().getTestNumber() + " " + fault.getMessage(), 1, Integer::sum);
                }
            }
            counts.forEach((rule, count) -> System.out.println("    " + count + " x " + rule));
            return result.isCompliant();
        }
    }
}
