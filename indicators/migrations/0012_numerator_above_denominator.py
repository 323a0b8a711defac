"""A numerator may be above its denominator where the value is no share of a whole: the mean of a delay.

Which indicators those are is told by their unit, in another table: the rule of values holds it, no constraint.
"""

from django.db import migrations, models

from core.triggers import ReadByTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0007_signatures_and_dropped_objectives'),
        ('indicators', '0011_brought_reviews'),
    ]

    operations = [
        ReadByTriggers(True),
        migrations.RemoveConstraint(
            model_name='measurement',
            name='measurement_numerator_within_denominator',
        ),
        migrations.AddConstraint(
            model_name='measurement',
            constraint=models.CheckConstraint(condition=models.Q(('numerator', None), ('numerator__gte', 0), _connector='OR'), name='measurement_numerator_not_negative', violation_error_message='Un numérateur n’est pas négatif.'),
        ),
        ReadByTriggers(False),
    ]
