"""A remark bears on an action, on one figure of a row, on a passage of a text. What was the amount that it proposes
to replace becomes the figure that it bears on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_bare_cells(apps, editor):
    """Backwards, only the amount of a proposal has a place; the words of the remark are kept."""
    remarks = apps.get_model('reports', 'Remark').objects.using(editor.connection.alias)
    remarks.filter(proposed_value=None).update(cell='')
    remarks.exclude(indicator=None).update(cell='')


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_letterheads'),
        ('contracts', '0007_signatures_and_dropped_objectives'),
        ('funding', '0002_money_of_the_year'),
        ('indicators', '0012_numerator_above_denominator'),
        ('reports', '0015_lock_measurements_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='remark',
            name='remark_proposal_is_sourced',
        ),
        migrations.RenameField(
            model_name='remark',
            old_name='proposed_column',
            new_name='cell',
        ),
        migrations.RenameField(
            model_name='remarkhistory',
            old_name='proposed_column',
            new_name='cell',
        ),
        migrations.AddField(
            model_name='remark',
            name='action',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='contracts.action', verbose_name='action'),
        ),
        migrations.AlterField(
            model_name='remark',
            name='cell',
            field=models.CharField(blank=True, choices=[('baseline', 'référence'), ('target', 'cible'), ('result', 'résultat'), ('carried_in_amount', 'repris de l’exercice précédent'), ('requested_amount', 'demandé'), ('notified_amount', 'notifié'), ('payment_credits_amount', 'crédits de paiement'), ('committed_amount', 'engagé'), ('paid_amount', 'payé'), ('spent_amount', 'dépensé'), ('carried_over_amount', 'reporté')], max_length=24, verbose_name='chiffre visé'),
        ),
        migrations.AddField(
            model_name='remark',
            name='edition_number',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='édition lue'),
        ),
        migrations.AddField(
            model_name='remark',
            name='quote',
            field=models.TextField(blank=True, max_length=500, verbose_name='passage visé'),
        ),
        migrations.AddField(
            model_name='remarkhistory',
            name='action',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contracts.action', verbose_name='action'),
        ),
        migrations.AlterField(
            model_name='remarkhistory',
            name='cell',
            field=models.CharField(blank=True, choices=[('baseline', 'référence'), ('target', 'cible'), ('result', 'résultat'), ('carried_in_amount', 'repris de l’exercice précédent'), ('requested_amount', 'demandé'), ('notified_amount', 'notifié'), ('payment_credits_amount', 'crédits de paiement'), ('committed_amount', 'engagé'), ('paid_amount', 'payé'), ('spent_amount', 'dépensé'), ('carried_over_amount', 'reporté')], max_length=24, verbose_name='chiffre visé'),
        ),
        migrations.AddField(
            model_name='remarkhistory',
            name='edition_number',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='édition lue'),
        ),
        migrations.AddField(
            model_name='remarkhistory',
            name='quote',
            field=models.TextField(blank=True, max_length=500, verbose_name='passage visé'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', None), ('funding_line', None), ('section', None)), models.Q(('action', None), ('funding_line', None), ('indicator', None)), models.Q(('action', None), ('indicator', None), ('section', None)), models.Q(('funding_line', None), ('indicator', None), ('section', None)), _connector='OR'), name='remark_bears_on_one_thing', violation_error_message='Une remarque ne vise qu’une chose.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('cell', ''), models.Q(('cell__in', ['baseline', 'target', 'result']), ('indicator__isnull', False)), models.Q(('cell__in', ('carried_in_amount', 'requested_amount', 'notified_amount', 'payment_credits_amount', 'committed_amount', 'paid_amount', 'spent_amount', 'carried_over_amount')), ('funding_line__isnull', False)), _connector='OR'), name='remark_cell_is_of_its_row', violation_error_message='Le chiffre visé est de l’indicateur ou de la ligne remarquée.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('quote', ''), ('section__isnull', False), ('action__isnull', False), _connector='OR'), name='remark_quote_is_of_a_text', violation_error_message='Un passage se cite d’un texte ou d’une action.'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_at', None), ('proposed_source', ''), ('proposed_value', None)), models.Q(('proposed_value__isnull', False), models.Q(('proposed_source', ''), _negated=True), models.Q(models.Q(('cell__in', ('', 'result')), ('indicator__isnull', False)), models.Q(('cell__in', ('carried_in_amount', 'requested_amount', 'notified_amount', 'payment_credits_amount', 'committed_amount', 'paid_amount', 'spent_amount', 'carried_over_amount')), ('funding_line__isnull', False)), _connector='OR')), _connector='OR'), name='remark_proposal_is_sourced', violation_error_message='Une valeur proposée porte sur un indicateur ou sur un montant d’une ligne, et dit sa source.'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_bare_cells),
    ]
