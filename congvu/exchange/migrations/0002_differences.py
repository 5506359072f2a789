from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='difference',
            name='kind',
            field=models.CharField(choices=[('not_there', 'Bên kia không có văn bản này. Đã tự gửi lại đúng gói tin cũ; nơi nhận không thành hai.'), ('status', 'Trạng thái bên kia báo chưa về đến đây. Đã lấy theo kết quả đối chiếu.'), ('not_fetched', 'Trục đã nhận nhưng hệ thống nơi nhận chưa lấy về. Nếu kéo dài, xin báo nơi nhận.'), ('not_told', 'Nơi nhận đã lấy về nhưng chưa báo “đã đến”. Không gửi lại; xin hỏi nơi nhận nếu cần.'), ('failed_there', 'Hệ thống nơi nhận báo lỗi khi lấy về. Xin liên hệ nơi nhận trước khi phát hành lại.'), ('not_here', 'Trục ghi đã giao cho hệ thống này nhưng ở đây không có. Đã lấy lại từ trục.'), ('not_confirmed', 'Ở đây đã nhận nhưng trục chưa ghi. Đã báo lại cho trục.')], default='status', max_length=13),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='difference',
            name='receiver',
            field=models.CharField(blank=True, default='', max_length=35),
        ),
    ]
