"""What people write on the way: instructions, reports, reasons."""

DIRECTING = (
    "Tham mưu thực hiện, báo cáo kết quả đúng thời hạn.",
    "Khẩn trương tham mưu văn bản triển khai, trình lãnh đạo ký ban hành.",
    "Nghiên cứu, đề xuất nội dung thực hiện; phối hợp các phòng liên quan.",
    "Tổ chức triển khai theo đúng tinh thần chỉ đạo; theo dõi, đôn đốc và báo cáo.",
    "Rà soát số liệu, tổng hợp báo cáo theo yêu cầu.",
)
HANDING = (
    "Đồng chí tham mưu, trình lãnh đạo phòng trước hạn một ngày.",
    "Đồng chí tổng hợp số liệu, dự thảo văn bản.",
    "Đồng chí theo dõi, đôn đốc và báo cáo tiến độ.",
)
REPORTING = (
    "Đã tổng hợp xong số liệu của các đơn vị, đang dự thảo văn bản.",
    "Đã gửi văn bản đề nghị các đơn vị cung cấp thông tin; còn hai đơn vị chưa gửi.",
    "Đã rà soát, đang trao đổi thống nhất nội dung với các phòng liên quan.",
)
DONE = (
    "Đã tham mưu văn bản triển khai theo chỉ đạo.",
    "Đã hoàn thành, kết quả lưu trong hồ sơ công việc.",
    "Đã phổ biến đến toàn thể công chức, viên chức và người lao động.",
)
RETURNING = (
    "Nội dung không thuộc chức năng, nhiệm vụ của cơ quan; đề nghị gửi đúng nơi nhận.",
    "Văn bản gửi trùng, cơ quan đã nhận và vào sổ trước đó.",
    "Thiếu phụ lục kèm theo nêu trong văn bản; đề nghị gửi lại đầy đủ.",
)
PASSING_BACK = (
    "Nội dung này thuộc nhiệm vụ của phòng khác; kính đề nghị lãnh đạo phân công lại.",
    "Phòng không phụ trách lĩnh vực này; kính đề nghị giao đơn vị chuyên môn.",
)
SUBMITTING = (
    "Kính trình lãnh đạo phòng xem xét.",
    "Kính trình xem xét, ký ban hành.",
    "Dự thảo đã tiếp thu ý kiến của các đơn vị, kính trình.",
)
PASSING = (
    "Thống nhất nội dung, kính trình lãnh đạo ký.",
    "Đã rà soát thể thức và nội dung, kính trình ký ban hành.",
)
